-- One row a KPI: the definition in force.
select *
from kpi_catalogue
qualify row_number() over (
    partition by kpi_id order by valid_from_on desc, definition_version desc
) = 1
order by kpi_id
