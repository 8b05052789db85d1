/// The style sheet of a reproduction's page, used together with `HTMLStyle.sheet`.
enum PaperStyle {
  static let sheet: StaticString = """

    main { max-width: 60rem; }
    .verdict { white-space: nowrap; font-weight: 600; }
    .verdict b { display: inline-block; width: 1.2em; }
    .reproduced { color: #00694f; } .differs { color: #b34100; } .open { color: var(--quiet); }
    @media (prefers-color-scheme: dark) { .reproduced { color: #48d1a4; } .differs { color: #ff9c66; } }
    td.claim { min-width: 14rem; } td.claim a { color: inherit; text-decoration-color: var(--hair); text-underline-offset: .2em; }
    td.bar.wide { width: 80%; }
    td.code { min-width: 14.5rem; }
    td.found { min-width: 7rem; }
    figure table { margin: .4rem 0 .6rem; }
    .why { margin: 1.1rem 0; }
    .why h3, h3 { font-size: 1rem; font-weight: 600; margin: 1.4rem 0 .3rem; }
    .why p { margin: .25rem 0; }
    details { margin: .4rem 0 1rem; }
    @media (max-width: 36rem) { td.claim { min-width: 8rem; }
      td.found { min-width: 5rem; }
      td.judged .verdict span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }
    @media print { .reproduced { color: #00694f; } .differs { color: #b34100; } }

    """
}
