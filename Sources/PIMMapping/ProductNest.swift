/// A loop nest of products.
protocol ProductNest {
  func run(into sink: inout some ProductSink)
}
