import Testing

@testable import PIMFastForward

@Suite struct BorrowedTests {
  @Test func aReferenceIsValidWhileThePoolGrows() {
    var pool = Pool<Int>()
    pool.append(7)
    let first = pool.at(0)
    for i in 0..<10_000 { pool.append(i) }
    #expect(first.value == 7)
  }

  #if DEBUG || PIMGPT_CHECKED
    @Test func aReferenceIntoAnEmptiedPoolTraps() async {
      await #expect(processExitsWith: .failure) {
        var pool = Pool<Int>()
        pool.append(7)
        let first = pool.at(0)
        pool.removeAll()
        pool.append(8)
        _ = first.value
      }
    }

    @Test func aPropertyOfAnElementOfAnEmptiedPoolTraps() async {
      await #expect(processExitsWith: .failure) {
        var pool = Pool<Numbered>()
        pool.append(Numbered(number: 7))
        let number = pool.at(0).property(\Numbered.number)
        pool.removeAll()
        _ = number.value
      }
    }
  #endif
}

private struct Numbered {
  var number: Int
}
