"""The cases of the contract suite, by subject. The door is `pms.contract_suite`."""
