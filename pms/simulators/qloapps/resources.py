"""The resources of a QloApps 1.6.1 webservice and their fields, as its own schemas name them."""

from __future__ import annotations

from pms.simulators.qloapps.fields import Association, Resource, fields
from pms.simulators.qloapps.resources_sales import SALES

# Every name the root lists; those that are not described below answer an empty list.
LISTED = """
addresses advance_payments booking_extra_demands bookings carriers cart_bookings cart_rules carts categories combinations
configurations contacts content_management_system countries currencies customer_messages customer_threads customers
customizations deliveries demand_advance_options employees extra_demands extra_services feature_prices groups guests
hotel_ari hotel_features hotel_refund_rules hotel_room_types hotel_rooms hotels image_types images languages manufacturers
order_carriers order_details order_discounts order_histories order_invoices order_payments order_slip order_states orders
price_ranges product_customization_fields product_suppliers qlo room_bookings room_type_feature_values room_type_features
room_type_option_values room_type_options room_types search services shop_groups shop_urls shops specific_price_rules
specific_prices states stock_availables stock_movement_reasons stock_movements stocks stores suppliers supply_order_details
supply_order_histories supply_order_receipt_histories supply_order_states supply_orders tags tax_rule_groups tax_rules taxes
translated_configurations warehouse_product_locations warehouses weight_ranges zones
"""
NAMES = tuple(LISTED.split())
WITHOUT_SCHEMA_LINK = frozenset({"bookings", "hotel_ari", "images", "qlo", "search"})

STAMPS = "date_add time isDate\ndate_upd time isDate"

PRODUCT_HEAD = """
id_manufacturer int isUnsignedId
id_supplier int isUnsignedId
id_category_default int isUnsignedId >categories
new null
cache_default_attribute int
id_default_image int ~
id_tax_rules_group int isUnsignedId >tax_rule_groups
position_in_category int ~"""
PRODUCT_MIDDLE = """
id_shop_default int isUnsignedId
reference text 32 isReference
supplier_reference text 32 isReference
location text 64 isReference
width money isUnsignedFloat
height money isUnsignedFloat
depth money isUnsignedFloat
weight money isUnsignedFloat
quantity_discount int isBool
ean13 text 13 isEan13
upc text 12 isUpc
cache_is_pack int isBool
cache_has_attachments int isBool
is_virtual int isBool"""
PRODUCT_TAIL = f"""
on_sale int isBool
online_only int isBool
ecotax money isPrice
minimal_quantity int isUnsignedInt
allow_multiple_quantity int isBool
max_quantity int isUnsignedInt
price_calculation_method int isUnsignedId
price money ! isPrice
wholesale_price money isPrice
unity text isString
unit_price_ratio money
additional_shipping_cost money =0.00 isPrice
customizable int isUnsignedInt
text_fields int isUnsignedInt
uploadable_files int isUnsignedInt
active int isBool
redirect_type text isString
id_product_redirected int isUnsignedId
available_for_order int isBool
available_date day isDateFormat
condition text isGenericName
auto_add_to_cart int isBool
price_addition_type int isUnsignedInt
show_at_front int isBool
show_price int isBool
indexed int isBool
visibility text isProductVisibility
advanced_stock_management int isBool
{STAMPS}
pack_stock_type int isUnsignedInt
meta_description words 255 isGenericName
meta_keywords words 255 isGenericName
meta_title words 128 isGenericName
link_rewrite words ! 128 isLinkRewrite
name words ! 128 isCatalogName
description words isCleanHtml
description_short words isCleanHtml
available_now words 255 isGenericName
available_later words 255 IsGenericName"""


def linked(name: str, item: str, *names: str, required: tuple[str, ...] = ("id",)) -> Association:
    return Association(name, item, ("id", *names), required, api=name)


HOUSE = (
    Resource(
        "hotels",
        "hotel",
        fields(f"""
phone text !
address text !
id_country int ! >countries
id_state int
city text !
zipcode text
id_default_image null ~
use_global_max_order_date int
max_order_date day
use_global_preparation_time int
preparation_time day
id_category int isUnsignedId
email text ! 255 isEmail
rating int ! isUnsignedId
check_in text !
check_out text !
active int isBool
latitude text isFloat =0.00000000
longitude text isFloat =0.00000000
map_formated_address text isCleanHtml
map_input_text text isString
active_refund int isBool
{STAMPS}
policies words isCleanHtml
hotel_name words ! isGenericName
description words isCleanHtml
short_description words isCleanHtml"""),
        associations=(
            linked("room_types", "room_types", required=()),
            linked("images", "image", required=()),
            linked("hotel_features", "hotel_feature"),
            linked("hotel_refund_rules", "hotel_refund_rule"),
        ),
    ),
    Resource(
        "room_types",
        "room_type",
        fields(
            "id_hotel int ~ >hotels\nadults int ~\nchildren int ~"
            + PRODUCT_HEAD
            + "\ntype text ~ =virtual"
            + PRODUCT_MIDDLE
            + PRODUCT_TAIL
        ),
        php_class="Product",
        associations=(
            linked(
                "advance_payments",
                "advance_payment",
                *("payment_type", "tax_include", "value", "active", "calculate_from"),
                required=(),
            ),
            linked("categories", "category"),
            linked("images", "image", required=()),
            linked("room_type_features", "room_type_feature"),
            linked("tags", "tag"),
            linked("hotel_rooms", "hotel_room"),
            linked("feature_prices", "feature_price"),
            linked("extra_demands", "extra_demand", "id_option", "price"),
            linked("services", "service", "price", "id_tax_rules_group", required=("id", "price")),
        ),
    ),
    Resource(
        "services",
        "service",
        fields(
            PRODUCT_HEAD
            + "\nquantity int ~ locked\ntype text ~ =virtual"
            + PRODUCT_MIDDLE
            + "\nservice_product_type int isUnsignedInt"
            + PRODUCT_TAIL
        ),
        php_class="Product",
        associations=(
            linked("categories", "category"),
            linked("images", "image", required=()),
            linked("feature_prices", "feature_price"),
        ),
    ),
    Resource(
        "hotel_room_types",
        "hotel_room_type",
        fields(f"""
id_product int isInt >room_types
id_hotel int isInt >hotels
adults int isInt
children int isInt
max_adults int isUnsignedInt
max_children int isUnsignedInt
max_guests int isUnsignedInt
min_los int isUnsignedInt
max_los int isUnsignedInt
{STAMPS}"""),
        associations=(linked("hotel_rooms", "hotel_room"),),
    ),
    Resource(
        "hotel_rooms",
        "room",
        fields(f"""
id_product int isUnsignedId >products
id_hotel int locked isUnsignedId >hotels
room_num text
id_status int isUnsignedInt
floor text
comment text
{STAMPS}"""),
        nodes="rooms",
    ),
    Resource(
        "feature_prices",
        "feature_price",
        fields(f"""
id_product int ! isUnsignedId >room_types
id_cart int isUnsignedId
id_guest int isUnsignedId
id_room int isUnsignedId
date_from day ! isDate
date_to day isDate
impact_way int ! isUnsignedId
is_special_days_exists int !
date_selection_type int ! isUnsignedId
special_days null isString
impact_type int ! isUnsignedId
impact_value money !
active int
{STAMPS}
feature_price_name words ! 128 isCatalogName"""),
        associations=(linked("groups", "group", required=()),),
    ),
    Resource(
        "extra_demands",
        "extra_demand",
        fields(f"""
id_tax_rules_group int
price money
price_calc_method int
{STAMPS}
name words ! 128 isCatalogName"""),
        associations=(
            Association(
                "demand_advance_options", "advance_option", ("id",), ("id",), api="demand_advance_options"
            ),
        ),
    ),
    Resource(
        "booking_extra_demands",
        "extra_demand",
        fields(f"""
id_htl_booking int isUnsignedId
unit_price_tax_excl money
unit_price_tax_incl money
total_price_tax_excl money
total_price_tax_incl money
name text ! 128 isCatalogName
price_calc_method int
id_tax_rules_group int
tax_computation_method int
{STAMPS}"""),
    ),
    Resource(
        "demand_advance_options",
        "advance_option",
        fields(f"id_global_demand int isUnsignedId\nprice money\n{STAMPS}\nname words ! 128 isCatalogName"),
    ),
    Resource(
        "advance_payments",
        "advance_payment",
        fields(f"""
id_product int isUnsignedId
payment_type int isUnsignedId
value money isPrice
id_currency int isUnsignedId
tax_include int isUnsignedId
calculate_from int isBool
active int isBool
{STAMPS}"""),
    ),
    Resource(
        "hotel_refund_rules",
        "hotel_refund_rule",
        fields(f"""
payment_type int ! isUnsignedId
days money !
deduction_value_full_pay money !
deduction_value_adv_pay money !
{STAMPS}
name words ! isCatalogName
description words ! isCleanHtml"""),
    ),
    Resource(
        "hotel_features",
        "hotel_feature",
        fields(f"parent_feature_id int !\nposition int\nactive int !\n{STAMPS}\nname words !"),
    ),
    Resource(
        "tax_rule_groups",
        "tax_rule_group",
        fields(f"name text ! 64 isGenericName\nactive int isBool\ndeleted int isBool\n{STAMPS}"),
    ),
    Resource(
        "currencies",
        "currency",
        fields("""
name text ! 32 isGenericName
iso_code text ! 3 isLanguageIsoCode
iso_code_num text 3 isNumericIsoCode
blank int isInt
sign text ! 8 isGenericName
format int ! isUnsignedId
decimals int ! isBool
conversion_rate money ! isUnsignedFloat
deleted int isBool
active int isBool"""),
    ),
    Resource(
        "languages",
        "language",
        fields("""
name text ! 32 isGenericName
iso_code text ! 2 isLanguageIsoCode
language_code text 5 isLanguageCode
active int isBool
is_rtl int isBool
date_format_lite text ! 32 isPhpDateFormat
date_format_full text ! 32 isPhpDateFormat"""),
    ),
    Resource(
        "countries",
        "country",
        fields("""
id_zone int ! isUnsignedId
id_currency int isUnsignedId
call_prefix int isInt
iso_code text ! 3 isLanguageIsoCode
active int isBool
contains_states int ! isBool
need_identification_number int ! isBool
need_zip_code int isBool
zip_code_format text isZipCodeFormat
display_tax_label int ! isBool
name words ! 64 isGenericName"""),
    ),
    Resource(
        "configurations", "configuration", fields(f"value null\nname text ! 254 isConfigName\n{STAMPS}")
    ),
)

RESOURCES: dict[str, Resource] = {resource.name: resource for resource in (*HOUSE, *SALES)}


def nodes_of(resource: Resource) -> str:
    """What a list of it is called in an answer."""
    return resource.nodes or resource.name
