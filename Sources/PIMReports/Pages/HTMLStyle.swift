/// The style sheet of a report's page: for light and dark colour schemes, narrow and wide screens, and print.
///
/// The colours of the groups are those of Okabe and Ito, which most colour-blind readers can tell apart
/// ("Color Universal Design", 2008); on a dark background they are lighter.
package enum HTMLStyle {
  package static let sheet: StaticString = """

    :root {
      color-scheme: light dark;
      --ground: #ffffff; --text: #1a1a1a; --quiet: #5c5c5c; --rule: #1a1a1a; --hair: #dcdcdc; --track: #f0f0f0;
      --mac: #0072b2; --rows: #e69f00; --transfer: #009e73; --refresh: #cc79a7; --asic: #d55e00; --other: #8c8c8c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #15171a; --text: #e6e6e6; --quiet: #a4a8ad; --rule: #c8c8c8; --hair: #33373c; --track: #22262a;
        --mac: #4ba3dc; --rows: #efb43c; --transfer: #2fbf95; --refresh: #dd9cc0; --asic: #f08a4b; --other: #9a9ea3;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--ground); color: var(--text);
      font: 16px/1.5 "Source Serif 4", "Source Serif Pro", "Noto Serif", "Liberation Serif", "Times New Roman", serif;
      font-variant-numeric: lining-nums tabular-nums;
    }
    main { max-width: 50rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 600; margin: 0 0 .35rem; }
    h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 600; margin: 2.75rem 0 .6rem; }
    p { margin: .5rem 0; }
    .subtitle, .note, figcaption, .caption { color: var(--quiet); }
    .note { font-size: .9rem; }
    figure { margin: 1rem 0 1.5rem; }
    figcaption, .caption { font-size: .9rem; line-height: 1.4; text-align: left; }
    figcaption { margin-top: .6rem; }
    .caption { margin: 1.3rem 0 .5rem; }
    figcaption b, .caption b { color: var(--text); font-weight: 600; }
    .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0; margin: 1.6rem 0 0;
      border-top: 1.5px solid var(--rule); border-bottom: 1.5px solid var(--rule); padding: .4rem 0; }
    .headline dl { margin: 0; padding: .5rem .8rem .5rem 0; }
    dt { font-size: .85rem; color: var(--quiet); }
    dd { margin: 0; font-size: 1.3rem; line-height: 1.3; }
    dd small { display: block; font-size: .85rem; line-height: 1.35; color: var(--quiet); }
    .scroll { overflow-x: auto; margin: .5rem 0 1.5rem; }
    .scroll table { margin: 0; }
    table { border-collapse: collapse; width: 100%; margin: 1rem 0 1.5rem; font-size: .92rem; line-height: 1.35;
      border-bottom: 1.5px solid var(--rule); }
    thead th { border-top: 1.5px solid var(--rule); border-bottom: .75px solid var(--rule); font-weight: 600; vertical-align: bottom; }
    th, td { padding: .22rem 1rem .22rem 0; text-align: left; font-weight: 400; vertical-align: baseline; }
    th, td { overflow-wrap: break-word; }
    th:last-child, td:last-child { padding-right: 0; }
    .n { text-align: right; white-space: nowrap; }
    td.bar { width: 45%; min-width: 6rem; vertical-align: middle; }
    .meter { display: flex; align-items: center; justify-content: flex-end; gap: .6rem; }
    .meter svg { width: 4.5rem; flex: none; }
    td.wrap { overflow-wrap: anywhere; }
    tr.total > * { border-top: .75px solid var(--rule); }
    code, pre, .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .8rem; }
    td.code { min-width: 11rem; }
    td.code, td.source { overflow-wrap: anywhere; }
    td.source { min-width: 12rem; font-size: .85rem; }
    pre { overflow-x: auto; line-height: 1.4; border-top: .75px solid var(--hair); padding-top: .6rem; }
    summary { cursor: pointer; }
    h1, h2, h3, p, dd, li { overflow-wrap: anywhere; }
    svg { display: block; width: 100%; overflow: visible; }
    svg.strip { height: .75rem; }
    svg.key { display: inline-block; width: .7rem; height: .7rem; margin-right: .4em; vertical-align: baseline; }
    svg.key.wide { width: 1.6rem; }
    .legend { font: .8rem/1.4 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; display: flex; flex-wrap: wrap;
      gap: .2rem 1.2rem; margin-bottom: .6rem; }
    .mac { fill: var(--mac); } .rows { fill: var(--rows); } .transfer { fill: var(--transfer); }
    .refresh { fill: var(--refresh); } .asic { fill: var(--asic); } .other { fill: var(--other); }
    .track { fill: var(--track); }
    .plot { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; grid-template-rows: auto 1fr auto auto; column-gap: .5rem; padding-right: 1.1rem;
      font: .78rem/1.2 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
    .plot .y-title { grid-column: 1 / 4; margin-bottom: .7rem; }
    .plot .y { position: relative; color: var(--quiet); }
    .plot .y .widest { visibility: hidden; padding-left: .5rem; white-space: nowrap; }
    .plot .y span.t { position: absolute; right: 0; transform: translateY(-50%); white-space: nowrap; }
    .plot .area { height: 17rem; position: relative; }
    .plot .area .stretched { position: absolute; inset: 0; height: 100%; }
    .plot .x { grid-column: 2; position: relative; height: 1.5rem; color: var(--quiet); }
    .plot .x span { position: absolute; top: .4rem; transform: translateX(-50%); white-space: nowrap; }
    .plot .x .tick { top: 0; height: 4px; border-left: 1px solid var(--rule); }
    .plot .x-title { grid-column: 2; text-align: center; }
    .axis { stroke: var(--rule); stroke-width: 1; } .grid { stroke: var(--hair); stroke-width: 1; }
    .run { fill: none; stroke: var(--mac); stroke-width: 1.75; } .range { fill: var(--mac); fill-opacity: .22; }
    .bound { fill: none; stroke: var(--asic); stroke-width: 1.75; stroke-dasharray: 6 4; }
    .machine { fill: none; stroke: var(--asic); stroke-width: 1.75; stroke-dasharray: 2 3; }
    .run, .bound, .machine { vector-effect: non-scaling-stroke; stroke-linejoin: round; }
    .cell { fill: var(--mac); } .frame { fill: none; stroke: var(--hair); stroke-width: 1; }
    footer { margin-top: 3rem; border-top: .75px solid var(--hair); padding-top: .8rem; overflow-wrap: anywhere; font-size: .85rem; color: var(--quiet); }
    @media (max-width: 36rem) {
      main { padding: 1.5rem 1rem 3rem; }
      h1 { font-size: 1.45rem; }
      .headline { grid-template-columns: 1fr 1fr; }
      dd { font-size: 1.1rem; }
      table { font-size: .8rem; }
      th, td { padding-right: .45rem; }
      td.bar { width: 26%; min-width: 3.6rem; }
      .meter { flex-direction: column; align-items: flex-end; gap: .1rem; }
      .meter svg { width: 3.2rem; height: .45rem; }
      td.code { min-width: 8.5rem; }
      td.source { min-width: 8rem; }
      .plot .area { height: 13rem; }
    }
    @media print {
      :root { color-scheme: light; --ground: #fff; --text: #000; --quiet: #444; --rule: #000; --hair: #ccc; --track: #eee;
        --mac: #0072b2; --rows: #e69f00; --transfer: #009e73; --refresh: #cc79a7; --asic: #d55e00; --other: #8c8c8c; }
      body { font-size: 10.5pt; }
      main { max-width: none; padding: 0; }
      h2, .caption { break-after: avoid; }
      figure, tr { break-inside: avoid; }
      .plot .area { height: 11rem; }
      svg, .meter { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      .scroll { overflow: visible; }
    }

    """
}
