"""The resources that bookings, orders and guests are seen through."""

from __future__ import annotations

from pms.simulators.qloapps.fields import Association, Resource, fields

STAMPS = "date_add time isDate\ndate_upd time isDate"
GROUPS = Association("groups", "group", ("id",), api="groups")

SALES = (
    Resource(
        "customers",
        "customer",
        fields(f"""
id_default_group int
id_lang int isUnsignedId >languages
newsletter_date_add time
ip_registration_newsletter null
last_passwd_gen time readonly
secure_key text isMd5 readonly
deleted int isUnsignedInt
passwd text ! 32 isPasswd
phone text !
lastname text ! 32 isName
firstname text ! 32 isName
email text ! 128 isEmail
id_gender int isUnsignedId
birthday day isBirthDate
newsletter int isBool
optin int isBool
website null isUrl
company null isGenericName
siret null isSiret
ape null isApe
outstanding_allow_amount money isFloat
show_public_prices int isBool
id_risk int isUnsignedInt
max_payment_days int isUnsignedInt
active int isBool
note null 65000 isCleanHtml
is_guest int isBool
id_shop int isUnsignedId
id_shop_group int isUnsignedId
{STAMPS}"""),
        php_class="Customer",
        associations=(GROUPS,),
    ),
    Resource(
        "addresses",
        "address",
        fields(f"""
id_customer int isNullOrUnsignedId >customers
id_manufacturer int isNullOrUnsignedId
id_supplier int isNullOrUnsignedId
id_warehouse int isNullOrUnsignedId
id_country int ! isUnsignedId >countries
id_state int isNullOrUnsignedId
alias text ! 32 isGenericName
company null 255 isGenericName
lastname text ! 32 isGenericName
firstname text ! 32 isGenericName
vat_number null isGenericName
address1 text ! 128 isAddress
address2 null 128 isAddress
postcode text 12 isPostCode
city text ! 64 isCityName
other null 300 isMessage
phone text 32 isPhoneNumber
phone_mobile null 32 isPhoneNumber
dni null 16 isDniLite
deleted int isBool
auto_generated int isBool
{STAMPS}"""),
        php_class="Address",
    ),
    Resource(
        "orders",
        "order",
        fields("""
id_address_delivery int ! isUnsignedId >addresses
id_address_invoice int ! isUnsignedId >addresses
id_address_tax int isUnsignedId >addresses
id_cart int ! isUnsignedId >carts
id_currency int ! isUnsignedId >currencies
id_lang int ! isUnsignedId >languages
id_customer int ! isUnsignedId >customers
current_state int isUnsignedId >order_states
module text isModuleName
invoice_number int
invoice_date time
valid int
date_add time isDate
date_upd time isDate
transaction_id null ~
id_shop_group int hidden
id_shop int hidden
id_carrier int hidden
secure_key text isMd5
payment text ! isGenericName
payment_type int isUnsignedInt
recyclable int hidden
gift int hidden
gift_message null hidden
mobile_theme int hidden
total_discounts money isPrice
total_discounts_tax_incl money isPrice
total_discounts_tax_excl money isPrice
total_paid money ! isPrice
total_paid_tax_incl money isPrice
total_paid_tax_excl money isPrice
total_paid_real money ! isPrice
total_products money ! isPrice
total_products_wt money ! isPrice
total_shipping money hidden
total_shipping_tax_incl money hidden
total_shipping_tax_excl money hidden
carrier_tax_rate money hidden
total_wrapping money hidden
total_wrapping_tax_incl money hidden
total_wrapping_tax_excl money hidden
round_mode int hidden
round_type int hidden
shipping_number text hidden
conversion_rate money ! isFloat
delivery_number int hidden
delivery_date time hidden
source text
reference text
is_advance_payment int isUnsignedId
advance_paid_amount money isPrice
with_occupancy int isUnsignedId"""),
        php_class="Order",
        associations=(Association("bookings", "booking", ("id",), is_virtual=True),),
    ),
    Resource(
        "room_bookings",
        "booking",
        fields(f"""
id_product int ! isUnsignedId >products
id_hotel int ! isUnsignedId >hotels
id_order int ! isUnsignedId >orders
id_order_detail int ! isUnsignedId
id_cart int ! isUnsignedId
id_room int ! isUnsignedId
id_customer int ! isUnsignedId
booking_type int ! isUnsignedId
id_status int ! isUnsignedId
comment text
check_in time
check_out time
date_from time ! isDate
date_to time ! isDate
total_price_tax_excl money ! isPrice
total_price_tax_incl money ! isPrice
total_paid_amount money ! isPrice
is_refunded int isUnsignedId
is_cancelled int isUnsignedId
is_back_order int isUnsignedId
room_num text !
room_type_name text !
hotel_name text !
city text ! 64 isCityName
state text
country text !
zipcode text
phone text ! 32 isPhoneNumber
email text ! 255 isEmail
check_in_time text !
check_out_time text !
adults int ! isUnsignedId
children int isUnsignedId
child_ages text
{STAMPS}"""),
        nodes="bookings",
        php_class="HotelBookingDetail",
        associations=(
            Association("booking_extra_demands", "extra_demand", ("id",), api="booking_extra_demands"),
        ),
    ),
    Resource(
        "order_details",
        "order_detail",
        fields("""
id_order int ! isUnsignedId
product_id int isUnsignedId
product_attribute_id int isUnsignedId
product_quantity_reinjected int isUnsignedInt
group_reduction money isFloat
discount_quantity_applied int isInt
download_hash text isGenericName
download_deadline time isDateFormat
id_order_invoice int isUnsignedId
id_warehouse int ! isUnsignedId
id_shop int ! isUnsignedId
product_name text ! isGenericName
product_quantity int ! isInt
product_quantity_in_stock int isInt
product_quantity_return int isUnsignedInt
product_quantity_refunded int isUnsignedInt
product_price money ! isPrice
reduction_percent money isFloat
reduction_amount money isPrice
reduction_amount_tax_incl money isPrice
reduction_amount_tax_excl money isPrice
product_quantity_discount money isFloat
is_booking_product int isBool
product_service_type int isUnsignedId
product_auto_add int isUnsignedId
product_price_addition_type int isUnsignedId
product_allow_multiple_quantity int isBool
product_price_calculation_method int isUnsignedId
product_ean13 text isEan13
product_upc text isUpc
product_reference text isReference
product_supplier_reference text isReference
product_weight money isFloat
tax_computation_method int isUnsignedId
id_tax_rules_group int isInt
ecotax money isFloat
ecotax_tax_rate money isFloat
download_nb int isInt
unit_price_tax_incl money isPrice
unit_price_tax_excl money isPrice
total_price_tax_incl money isPrice
total_price_tax_excl money isPrice
total_shipping_price_tax_excl money isPrice
total_shipping_price_tax_incl money isPrice
purchase_supplier_price money isPrice
original_product_price money isPrice
original_wholesale_price money isPrice"""),
        associations=(Association("taxes", "tax", ("id",), api="taxes"),),
    ),
    Resource(
        "order_states",
        "order_state",
        fields("""
unremovable int isBool
delivery int isBool
hidden int isBool
send_email int isBool
module_name text isModuleName
invoice int isBool
color text isColor
logable int isBool
shipped int isBool
paid int isBool
pdf_delivery int isBool
pdf_invoice int isBool
deleted int isBool
name words ! 64 isGenericName
template words 64 isTplName"""),
    ),
    Resource(
        "order_histories",
        "order_history",
        fields("""
id_employee int isUnsignedId
id_order_state int ! isUnsignedId
id_order int ! isUnsignedId
date_add time isDate"""),
    ),
    Resource(
        "order_payments",
        "order_payment",
        fields("""
order_reference text 9 isAnything
id_currency int ! isUnsignedId
amount money ! isNegativePrice
payment_method text isGenericName
payment_type int ! isUnsignedId
conversion_rate money isFloat
transaction_id text 254 isAnything
card_number text 254 isAnything
card_brand text 254 isAnything
card_expiration text 254 isAnything
card_holder text 254 isAnything
date_add time isDate"""),
    ),
    Resource(
        "order_slip",
        "order_slip",
        fields(f"""
id_customer int ! isUnsignedId
id_order int ! isUnsignedId
conversion_rate money ! isFloat
total_products_tax_excl money ! isFloat
total_products_tax_incl money ! isFloat
total_shipping_tax_excl money ! isFloat
total_shipping_tax_incl money ! isFloat
amount money isFloat
shipping_cost int
shipping_cost_amount money isFloat
partial int
redeem_status int isUnsignedId
id_cart_rule int isUnsignedId
{STAMPS}
order_slip_type int isInt"""),
        associations=(
            Association(
                "order_slip_details",
                "order_slip_detail",
                ("id", "id_order_detail", "product_quantity", "amount_tax_excl", "amount_tax_incl"),
                ("id_order_detail", "product_quantity", "amount_tax_excl", "amount_tax_incl"),
                is_virtual=True,
            ),
        ),
    ),
    Resource(
        "carts",
        "cart",
        fields(f"""
id_currency int ! isUnsignedId
id_customer int isUnsignedId
id_guest int isUnsignedId
id_lang int ! isUnsignedId
id_address_delivery int isUnsignedId
id_address_invoice int isUnsignedId
secure_key text 32
is_advance_payment int isUnsignedId
{STAMPS}"""),
        associations=(
            Association(
                "cart_bookings",
                "booking",
                ("id_hotel", "id_product", "date_from", "date_to"),
                ("id_hotel", "id_product", "date_from", "date_to"),
                api="cart_bookings",
            ),
        ),
    ),
    Resource(
        "cart_bookings",
        "booking",
        fields(f"""
id_hotel int isUnsignedId
id_product int isUnsignedId
id_room int isUnsignedId
id_cart int isUnsignedId
id_guest int isUnsignedId
id_order int isUnsignedId
id_customer int isUnsignedId
id_currency int isUnsignedId
quantity int isUnsignedId
booking_type int isUnsignedId
comment text
is_refunded int isUnsignedId
is_back_order int isUnsignedId
date_from time isDate
date_to time isDate
adults int isInt
children int isInt
child_ages text
extra_demands text
{STAMPS}"""),
        nodes="cart_bookings",
        associations=(
            Association(
                "extra_demands",
                "extra_demand",
                ("id_global_demand", "id_option"),
                api="extra_demands",
                links=(("id_global_demand", "extra_demands"), ("id_option", "demand_advance_options")),
            ),
        ),
    ),
)
