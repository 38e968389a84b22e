// What an editor of the app has, whatever it is for.
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { languageSupport } from './language.ts'
import { editorTheme } from './theme.ts'

/** The editor's own words, by the English ones (codemirror.net/examples/translate). */
export type Phrases = Record<string, string>

export function setup(options: { name: string; label: string; phrases: Phrases }): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    EditorState.phrases.of(options.phrases),
    EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false', autocapitalize: 'off' }),
    // Escape, then Tab, leaves the text.
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
    languageSupport(options.name),
    editorTheme,
  ]
}

/** Lines end as they did. A text with both ends keeps every carriage return as a sign of its own. */
export const lineEndOf = (text: string): '\r\n' | '\n' =>
  text.includes('\r\n') && !/[^\r]\n|^\n|\r(?!\n)/.test(text) ? '\r\n' : '\n'

export const lineEnds = (text: string): Extension => EditorState.lineSeparator.of(lineEndOf(text))
