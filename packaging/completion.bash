# bash completion for minutebook: the program itself knows its words.
_minutebook() {
    local cur=${COMP_WORDS[COMP_CWORD]} command='' word
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in -*) ;; *) command=$word; break ;; esac
    done
    if [ -z "$command" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(minutebook complete 2>/dev/null)" -- "$cur")
    elif [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(minutebook complete "$command" 2>/dev/null)" -- "$cur")
    fi
}
complete -o default -F _minutebook minutebook
