@_exported public import PIMTestFiles
