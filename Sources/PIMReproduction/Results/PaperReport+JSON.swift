internal import PIMConfiguration
internal import PIMEnergy
internal import PIMExecution
internal import PIMExperiments
internal import PIMInstructions
internal import PIMReports
internal import PIMResults

extension PaperReport {
  /// All results as JSON, described in docs/paper.md: the same bytes for the same documents.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-paper", version: 1) { json throws(JSONWriter.Failure) in
      json.object("tool") { json in
        json.member("name", Tool.name)
        json.member("version", Tool.version)
      }
      json.member("name", results.document.name)
      json.member("paper", results.document.paper)
      try json.array("claims") { json throws(JSONWriter.Failure) in
        for claim in results.judged {
          try json.object { json throws(JSONWriter.Failure) in try write(claim, &json) }
        }
      }
      try json.array("models") { json throws(JSONWriter.Failure) in
        for model in results.models {
          try json.object { json throws(JSONWriter.Failure) in try write(model, &json) }
        }
      }
      try json.array("sweeps") { json throws(JSONWriter.Failure) in
        for study in results.studies {
          try json.object { json throws(JSONWriter.Failure) in try write(study, &json) }
        }
      }
      try json.array("accuracy") { json throws(JSONWriter.Failure) in
        for row in results.accuracy {
          try json.object { json throws(JSONWriter.Failure) in
            json.member("arithmetic", row.name)
            json.member("predictions", row.accuracy.predictions)
            try json.member("perplexity", row.accuracy.hardwarePerplexity)
            try json.member("binary32_perplexity", row.accuracy.floatPerplexity)
            try json.member("top_one_agreement", row.accuracy.divergence.topOneAgreement)
            try json.member("mean_divergence_nats", row.accuracy.divergence.meanDivergence)
          }
        }
      }
      try json.array("assumptions") { json throws(JSONWriter.Failure) in
        for row in results.assumptions {
          try json.object { json throws(JSONWriter.Failure) in try write(row, &json) }
        }
      }
    }
  }

  private func write(_ judged: JudgedClaim, _ json: inout JSONWriter) throws(JSONWriter.Failure) {
    let claim = judged.claim
    json.member("id", claim.id)
    json.member("claim", claim.statement)
    json.member("says", claim.says)
    json.member("source", claim.provenance.source)
    json.member("certainty", claim.provenance.certainty.rawValue)
    json.member("figure", claim.figure)
    json.member("unit", judged.quantity.unit.rawValue)
    json.member("verdict", judged.verdict.rawValue)
    json.member("finding", judged.finding)
    if let why = judged.why { json.member("why", why) }
    try json.array("models") { json throws(JSONWriter.Failure) in
      for model in judged.models {
        try json.object { json throws(JSONWriter.Failure) in
          json.member("model", model.model)
          if let claim = model.claim { try claim.write("claimed", to: &json) }
          if let figure = model.figure { try figure.write("found", to: &json) }
          json.member("verdict", model.verdict.rawValue)
        }
      }
    }
  }

  private func write(_ model: PaperModel, _ json: inout JSONWriter) throws(JSONWriter.Failure) {
    let result = model.record.measurement.result
    json.member("model", model.name)
    json.member("configuration_sha256", model.record.configuration.hash)
    json.member("tokens", model.record.generatedTokens)
    json.member("latency_ps", result.time)
    json.member("lm_head_latency_ps", model.head.measurement.result.time)
    try json.object("quantities") { json throws(JSONWriter.Failure) in
      for quantity in PaperQuantity.BuiltIn.allCases {
        if let figure = model.figure(quantity) { try figure.write(quantity.rawValue, to: &json) }
      }
    }
    json.object("operators_ps") { json in
      for (kind, ledger) in zip(OperatorKind.allCases, result.operators) where ledger.total != 0 {
        json.member(kind.rawValue, ledger.total)
      }
    }
    json.object("causes_ps") { json in
      for cause in Cause.allCases where result.causes[cause] != 0 {
        json.member(cause.key, result.causes[cause])
      }
    }
    for (name, record) in [("energy_mj", model.record), ("energy_net_mj", model.net)] {
      let energy = record.measurement.energy
      try json.object(name) { json throws(JSONWriter.Failure) in
        for component in EnergyComponent.allCases {
          if let joules = energy.joules(component) { try json.member(component.key, joules * 1e3) }
        }
      }
    }
    json.object("best_mapping") { json in
      json.member("latency_ps", model.best.time)
      json.member("paper_mapping_latency_ps", model.paperForBest.time)
      json.member("lower_bound_ps", Int64(model.best.bound.rounded()))
    }
    try json.object("conventional") { json throws(JSONWriter.Failure) in
      json.member("latency_ps", model.conventional.time)
      json.member("paper_latency_ps", model.paperForConventional.time)
      try json.member("energy_mj", model.conventional.joules * 1e3)
      try json.member("paper_energy_mj", model.paperForConventional.joules * 1e3)
      json.member("link_bytes", model.conventionalBytes)
    }
    json.member("link_bytes", model.record.measurement.linkBytes(model.record.measurement.commands).total)
    if let measured = model.measured {
      try json.object("measured_cpu") { json throws(JSONWriter.Failure) in
        json.member("description", measured.description)
        try json.member("ms_per_token", measured.milliseconds)
      }
    }
  }

  private func write(_ study: StudyResult, _ json: inout JSONWriter) throws(JSONWriter.Failure) {
    let sweep = study.study.sweep
    json.member("sweep", sweep.name)
    json.member("description", sweep.description)
    try json.array("points") { json throws(JSONWriter.Failure) in
      for row in study.table.rows {
        try json.object { json throws(JSONWriter.Failure) in
          json.object("values") { json in
            for (name, label) in zip(sweep.axisNames, row.labels) {
              if let label { json.member(name, label) }
            }
          }
          guard let measured = row.measurement else {
            json.member("error", row.result?.failure ?? "")
            return
          }
          json.member("model", measured.model)
          json.member("latency_ps", measured.latencyPicoseconds)
          try json.member("energy_mj", measured.energyJoules * 1e3)
        }
      }
    }
  }

  private func write(_ row: VariedAssumption, _ json: inout JSONWriter) throws(JSONWriter.Failure) {
    json.member("path", row.assumption.path)
    json.member("value", row.assumption.value)
    json.member("source", row.assumption.source)
    json.member("certainty", row.assumption.certainty.rawValue)
    json.member("range", row.assumption.why)
    json.array("with") { json in for path in row.assumption.with { json.value(path) } }
    try json.array("variations") { json throws(JSONWriter.Failure) in
      for (value, outcome) in zip(row.assumption.values, row.outcomes) {
        try json.object { json throws(JSONWriter.Failure) in
          json.member("value", value)
          switch outcome {
          case .measured(let latency, let energy):
            try json.member("latency_change", latency)
            try json.member("energy_change", energy)
          case .impossible(let message): json.member("error", message)
          }
        }
      }
    }
  }
}
