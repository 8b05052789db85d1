extension HTMLStyle {
  /// The style sheet of point diagrams, used together with `sheet`.
  package static let points: StaticString = """

    .join.mac, .dot.mac { stroke: var(--mac); } .join.rows, .dot.rows { stroke: var(--rows); }
    .join.transfer, .dot.transfer { stroke: var(--transfer); } .join.refresh, .dot.refresh { stroke: var(--refresh); }
    .join.asic, .dot.asic { stroke: var(--asic); } .join.other, .dot.other { stroke: var(--other); }
    .join { stroke-width: 1.5; } .dot { stroke-width: 1.5; } .dot.ring { fill: var(--ground); }
    .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1.4rem 1.6rem; }
    .panels .area { height: 12rem; }
    .panels .title { font: 600 .85rem/1.3 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; margin: 0 0 .35rem; }
    @media print { .panels > div { break-inside: avoid; } }

    """
}
