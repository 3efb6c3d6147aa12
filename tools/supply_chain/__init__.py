"""What LiverLens is made of: locked packages, their licences, a bill of materials.

`python -m tools.supply_chain lock | licences | sbom`; `make lock`, `make licences` and `make sbom`
do it.
"""
