-- One row a target, as published.
select * from kpi_target order by all
