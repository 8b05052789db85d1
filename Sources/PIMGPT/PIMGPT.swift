// The library. `import PIMGPT` gives what its users need: experiments and their verbs, records of runs, and
// the types that these are made of.

@_exported public import PIMConfiguration
@_exported public import PIMEnergy
@_exported public import PIMExecution
@_exported public import PIMExperiments
@_exported public import PIMFastForward
@_exported public import PIMHardware
@_exported public import PIMInstructions
@_exported public import PIMMapping
@_exported public import PIMReports
@_exported public import PIMSimulation
@_exported public import PIMWorkload
