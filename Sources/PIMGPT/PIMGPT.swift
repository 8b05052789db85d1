// The library's umbrella module. `import PIMGPT` makes available experiments and their verbs, the records of
// runs, and the types of their properties.

@_exported public import PIMConfiguration
@_exported public import PIMEnergy
@_exported public import PIMExecution
@_exported public import PIMExperiments
@_exported public import PIMFastForward
@_exported public import PIMHardware
@_exported public import PIMInstructions
@_exported public import PIMMapping
@_exported public import PIMReports
@_exported public import PIMResults
@_exported public import PIMSimulation
@_exported public import PIMTokenizers
@_exported public import PIMWorkload
