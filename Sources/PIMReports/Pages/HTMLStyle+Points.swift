extension HTMLStyle {
  /// The style sheet of diagrams of points and of rows, used together with `sheet`.
  package static let points: StaticString = """

    .join.mac, .dot.mac { stroke: var(--mac); } .join.rows, .dot.rows { stroke: var(--rows); }
    .join.transfer, .dot.transfer { stroke: var(--transfer); } .join.refresh, .dot.refresh { stroke: var(--refresh); }
    .join.asic, .dot.asic { stroke: var(--asic); } .join.other, .dot.other { stroke: var(--other); }
    .join { stroke-width: 1.5; } .dot { stroke-width: 1.5; } .dot.ring { fill: var(--ground); }
    .reference { stroke: var(--rule); stroke-width: 1; stroke-dasharray: 2 3; }
    .name { fill: var(--quiet); font-size: .72rem; paint-order: stroke; stroke: var(--ground); stroke-width: 3px; }
    .plot .names { grid-column: 3; grid-row: 2; position: relative; font-size: .75rem; }
    .plot .names .widest { visibility: hidden; white-space: nowrap; padding-left: 1.2rem; }
    .plot .names .t { position: absolute; left: 0; transform: translateY(-50%); white-space: nowrap; }
    .panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1.4rem 1.6rem; }
    .panels.one { grid-template-columns: 1fr; }
    .panels > * { display: grid; grid-template-rows: subgrid; grid-row: span 2; grid-template-columns: minmax(0, 1fr); gap: 0; }
    .panels .area { height: 12rem; } .panels .plot .y { min-width: 2.4rem; }
    .panels .title, .panels h3 { grid-row: 1; font: 600 .85rem/1.3 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif;
      margin: 0 0 .35rem; overflow-wrap: anywhere; }
    .panels .plot, .panels .body { grid-row: 2; min-width: 0; }
    table.chart { border: 0; margin: .3rem 0 .6rem; font: .78rem/1.15rem "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif;
      font-variant-numeric: tabular-nums; }
    .chart th, .chart td { padding: 0; border: 0; vertical-align: middle; }
    .chart th { width: 1%; min-width: min(var(--names), 34vw, 18rem); padding-right: .7rem; box-sizing: content-box; overflow-wrap: anywhere; }
    .chart td.n { width: 1%; padding-left: 1rem; }
    .chart td.lanes { position: relative; height: 1.3rem; }
    .chart td.lanes svg { position: absolute; inset: 0; height: 100%; }
    .chart tfoot .lanes { border-top: 1px solid var(--rule); color: var(--quiet); }
    .chart tfoot .t { position: absolute; top: .25rem; transform: translateX(-50%); white-space: nowrap; }
    .chart tfoot .x-title { text-align: center; }
    .chart tr.total > * { border: 0; font-weight: 600; }
    @media (max-width: 36rem) { .chart th { min-width: min(var(--names), 24vw); padding-right: .4rem; } .chart td.n { padding-left: .7rem; } }
    @media print { .panels > *, table.chart { break-inside: avoid; } }

    """
}
