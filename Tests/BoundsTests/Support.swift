@_exported import PIMTestModels
