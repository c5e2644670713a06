{#- The metrics of models/semantic that are KPIs, as rows: those that say which version of their
    definition they are. The others are parts of them. -#}
{%- macro kpi_definitions() -%}
{%- set required = [
    'name_en', 'formula_ja', 'definition_source', 'unit', 'direction', 'owner', 'stage', 'grain',
    'steering_grain', 'least_n', 'window_rule', 'window_rule_ja', 'maturity_rule',
    'maturity_rule_ja', 'calculation', 'interval_method', 'source', 'definition_version', 'valid_from_on',
] -%}
{%- set optional = [
    'numerator', 'denominator', 'parent_kpi_id', 'counts_customers', 'event_family',
    'is_flow_count',
] -%}
{#- While it parses dbt knows no metrics yet, and asks for the SQL all the same. -#}
{%- set metrics = graph.metrics.values() | sort(attribute='name') if execute else [] -%}
select *
from (
    values
    {%- for metric in metrics if metric.config.meta.definition_version is defined %}
    {%- set meta = metric.config.meta -%}
    {%- for key in required if meta[key] is not defined %}
    {{- exceptions.raise_compiler_error(
        'KPI ' ~ metric.name ~ ' in ' ~ metric.original_file_path ~ ' does not say its ' ~ key
        ~ ' (config: meta:)'
    ) }}
    {%- endfor %}
    {{ '(' if loop.first else ', (' }}
        {{- kpi_cell(metric.name) }}, {{ kpi_cell(metric.label) }}, {{ kpi_cell(metric.description) }}
        {%- for key in required + optional %}, {{ kpi_cell(meta.get(key)) }}{% endfor -%}
    )
    {%- endfor %}
) as definitions (kpi_id, name_ja, formula, {{ (required + optional) | join(', ') }})
{%- endmacro -%}

{%- macro kpi_cell(cell) -%}
{%- if cell is none -%}
null
{%- elif cell is boolean -%}
{{ cell | lower }}
{%- elif cell is number -%}
{{ cell }}
{%- else -%}
'{{ dbt.escape_single_quotes(cell if cell is string else cell | join(", ")) }}'
{%- endif -%}
{%- endmacro -%}
