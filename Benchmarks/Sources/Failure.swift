/// A benchmark that cannot be run, or engines that disagree.
struct Failure: Error, CustomStringConvertible {
  var description: String
}
