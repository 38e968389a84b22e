# Read by every interactive bash of the workspace (from /etc/bash.bashrc, which login shells read as well).
# Two jobs: a short coloured prompt, and marks that tell the page what was run and how it ended. The marks are the
# OSC 633 sequences known from other terminals:
#   A prompt starts   B prompt ends   E;<command line> and C before a command runs   D;<exit code> after it
# In E, a backslash is \\, a semicolon \x3b, a control character \xNN.
[[ $- == *i* && -t 1 ]] || return 0
[[ -z ${__drydock_shell-} ]] || return 0
__drydock_shell=1
__drydock_ran=

HISTCONTROL=ignoredups
HISTSIZE=5000
HISTFILESIZE=5000
shopt -s histappend checkwinsize
PROMPT_DIRTRIM=3
PS1='\[\e[1;36m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'

# bash-completion is read when Tab first asks for it: it costs each start 50 ms and each shell 2 MiB.
__drydock_complete() {
  . /usr/share/bash-completion/bash_completion
  # Reads what belongs to this command and asks bash to complete anew.
  _comp_complete_load "$@"
}
[[ -r /usr/share/bash-completion/bash_completion ]] && complete -D -F __drydock_complete

__drydock_escape() {
  local LC_ALL=C text=$1 out='' char hex i
  if [[ $text != *[$'\001'-$'\037\177;\\']* ]]; then
    printf '%s' "$text"
    return
  fi
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      \\) out+='\\' ;;
      \;) out+='\x3b' ;;
      [$'\001'-$'\037\177'])
        printf -v hex '%02x' "'$char"
        out+="\\x$hex"
        ;;
      *) out+=$char ;;
    esac
  done
  printf '%s' "$out"
}

# The line as it was typed comes from the history: BASH_COMMAND would show only the first simple command of it.
__drydock_before() {
  local line
  line=$(HISTTIMEFORMAT='' builtin history 1)
  [[ $line =~ ^\ *[0-9]+.\ (.*)$ ]] && line=${BASH_REMATCH[1]}
  printf '\e]633;E;%s\a\e]633;C\a' "$(__drydock_escape "$line")"
}

__drydock_after() {
  local code=$?
  if [[ -n $__drydock_ran ]]; then
    printf '\e]633;D;%s\a' "$code"
    __drydock_ran=
  fi
  # Put the marks round the prompt again whenever somebody set a new one.
  if [[ $PS1 != *'633;A'* ]]; then
    PS1='\[\e]633;A\a\]'"$PS1"'\[\e]633;B\a\]'
  fi
  return "$code"
}

# PS0 is printed after a whole command was read and before it runs. The arithmetic sets the flag in this shell, not in
# the subshell of $(…), and prints nothing.
PS0='$(__drydock_before)${__drydock_ran:0:$((__drydock_ran=1,0))}'
PROMPT_COMMAND=(__drydock_after "${PROMPT_COMMAND[@]}")
