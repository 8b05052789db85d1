import ArgumentParser
import Testing

@testable import PIMCommandLine

/// `make install`: the program below a prefix finds its presets from any folder, and everything is removed
/// again.
@Suite struct InstallationTests {
  /// The environment is empty, so only the prefix can lead to the presets.
  @Test func runsFromItsPrefix() throws {
    let program = try Program()
    let installed = try program.script(
      "\"\(Program.root)/scripts/install.sh\" \"$1\" \"$PWD/a prefix\" && find 'a prefix' -type f | grep -v /configs/ | LC_ALL=C sort"
    )
    #expect(installed.status == 0, "\(installed.errors)")
    #expect(
      installed.output == """
        installed \(program.folder)/a prefix/bin/pimgpt
        a prefix/bin/pimgpt
        a prefix/share/bash-completion/completions/pimgpt
        a prefix/share/fish/vendor_completions.d/pimgpt.fish
        a prefix/share/man/man1/pimgpt.1
        a prefix/share/pimgpt/reports/regress/default.json
        a prefix/share/zsh/site-functions/_pimgpt

        """)
    let run = try program.script(
      "mkdir empty && cd empty && env -i '../a prefix/bin/pimgpt' simulate gpt2-small --tokens 1 --format json | grep -c latency"
    )
    #expect(run.status == 0, "\(run.errors)")
    let message = try program.script(
      "cd empty && env -i '../a prefix/bin/pimgpt' simulate gpt9 2>&1 | grep -o '[^ ]*share/pimgpt/configs/experiments' | sed 's|.*bin|bin|'"
    )
    #expect(message.output == "bin/../share/pimgpt/configs/experiments\n")
    // The suite that comes along is found with its results, and what cannot be stored there is said at once.
    let suite = try program.script(
      "cd empty && env -i '../a prefix/bin/pimgpt' config check default && chmod a-w '../a prefix/share/pimgpt/reports/regress/default.json' && env -i '../a prefix/bin/pimgpt' regress --set tokens=1 2>&1 | head -n 1 | cut -c 1-40"
    )
    #expect(suite.output.hasPrefix("default: ok\nsuite default: 0 of 47 cases as stored "), "\(suite)")
    let removed = try program.script(
      "\"\(Program.root)/scripts/uninstall.sh\" \"$PWD/a prefix\" && find 'a prefix' -type f")
    #expect(removed.status == 0 && removed.output.isEmpty)
  }

  @Test func prefixIsAbsolute() throws {
    let outcome = try Program().script("\"\(Program.root)/scripts/install.sh\" \"$1\" here")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "install: PREFIX is \"here\"; it has to be an absolute path\n")
  }

  /// The manual page has every command, with the sentence of the help.
  @Test func manualPageIsComplete() throws {
    let page = try #require(Program.text(of: "\(Program.root)/docs/pimgpt.1"))
    for command in RootCommand.configuration.subcommands where command.configuration.shouldDisplay {
      let abstract = command.configuration.abstract.replacing("`", with: "")
      #expect(
        page.contains("\n.It Cm \(command._commandName)\n\(abstract)\n"),
        "\(command._commandName): \(abstract)")
    }
  }
}
