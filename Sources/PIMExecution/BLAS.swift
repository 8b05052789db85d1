internal import Glibc

/// OpenBLAS, opened on first use. Loading it starts a thread for every core, which spins for a while, and
/// most commands need no multiplication.
enum BLAS {
  /// Single-precision general matrix–vector product: order, transposition, m, n, alpha, a, lda, x, incx,
  /// beta, y, incy.
  private typealias Product =
    @convention(c) (
      CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt, UnsafePointer<Float>, CInt, Float,
      UnsafeMutablePointer<Float>, CInt
    ) -> Void

  /// The constants of CBLAS's enumerations.
  private enum Layout {
    static let rowMajor: CInt = 101
    static let plain: CInt = 111
    static let transposed: CInt = 112
  }

  private static let product: Result<Product, ExecutionError> = {
    // One thread, so that a machine gives the same result every time.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL) else {
      return .failure(.libraryMissing(dlerror().map { String(cString: $0) } ?? "libopenblas.so.0"))
    }
    guard let symbol = dlsym(library, "cblas_sgemv") else {
      return .failure(.libraryMissing("libopenblas.so.0 has no cblas_sgemv"))
    }
    return .success(unsafeBitCast(symbol, to: Product.self))
  }()

  /// Opens the library.
  ///
  /// - Throws: `ExecutionError.libraryMissing`.
  static func load() throws { _ = try product.get() }

  /// Computes y = alpha · matrix · x + beta · y, or with the transposed matrix. The matrix is [rows, columns]
  /// with rows `stride` apart. Without the library nothing is computed; `load` reports its absence.
  static func multiply(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, isTransposed: Bool = false,
    by x: UnsafePointer<Float>, alpha: Float = 1, beta: Float, into y: UnsafeMutablePointer<Float>
  ) {
    guard case .success(let product) = product else { return }
    product(
      Layout.rowMajor, isTransposed ? Layout.transposed : Layout.plain, CInt(rows), CInt(columns), alpha,
      matrix, CInt(stride), x, 1, beta, y, 1)
  }
}
