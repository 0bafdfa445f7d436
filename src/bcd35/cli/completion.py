"""``bcd35 completion``: the lines that make a shell ask the program when Tab is pressed."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.framework import options_of
from bcd35.cli.typed_values import typed_choice
from bcd35.domain.findings import Finding
from bcd35.show.screen import Screen

_BASH = """\
_bcd35() {
  local IFS=$'\\n'
  local before=("${COMP_WORDS[@]:1:COMP_CWORD-1}") last="=${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(bcd35 --complete "${before[@]}" "$last" 2>/dev/null | cut -f1))
}
complete -o default -F _bcd35 bcd35"""
# The lines of a new account have not begun zsh's own completion, which knows compdef.
_ZSH = """\
_bcd35() {
  local -a found
  found=("${(@f)$(bcd35 --complete "${(@)words[2,CURRENT-1]}" "=${words[CURRENT]}" 2>/dev/null)}")
  found=("${(@)found//:/\\\\:}")
  found=("${(@)found/$'\\t'/:}")
  if [[ -n $found[1] ]]; then _describe bcd35 found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _bcd35 bcd35"""
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName bcd35 -ScriptBlock {
  param($word, $ast, $cursor)
  $before = [Console]::OutputEncoding
  $words = @($ast.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
  try {
    [Console]::OutputEncoding = [Text.Encoding]::UTF8
    foreach ($line in & bcd35 --complete @words "=$word") {
      $code, $says = $line -split "`t", 2
      if (-not $says) { $says = $code }
      [System.Management.Automation.CompletionResult]::new($code, $code, 'ParameterValue', $says)
    }
  } finally {
    [Console]::OutputEncoding = $before
  }
}"""
# Shell → its lines, and how they are installed for good.
_SHELLS = {
    "powershell": (_POWERSHELL, "bcd35 completion powershell -q | Add-Content $PROFILE"),
    "bash": (_BASH, "bcd35 completion bash -q >> ~/.bashrc"),
    "zsh": (_ZSH, "bcd35 completion zsh -q >> ~/.zshrc"),
}


def completion(
    ctx: typer.Context,
    shell: Annotated[
        Any,
        typer.Argument(
            metavar="powershell|bash|zsh", parser=typed_choice(*_SHELLS), help="Cửa sổ lệnh đang dùng."
        ),
    ],
) -> Screen:
    """Print what makes Tab offer commands, options, codes of units and rounds."""
    lines, install = _SHELLS[shell]
    # beside the lines, not among them: whoever writes them into the shell's own file must not write this
    step = Finding("completion_install", "", "Cài một lần rồi mở cửa sổ lệnh mới.", install)
    told = () if options_of(ctx).json else (step,)  # JSON has the line as a value of its own
    return Screen({"shell": shell, "script": lines, "install": install}, (lines,), cautions=told)


COMMANDS: dict[str, Callable[..., Screen]] = {"completion": completion}
