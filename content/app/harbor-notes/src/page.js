const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const page = ({ harbor, tide, notes }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(harbor)} harbor</title>
<style>
html { color-scheme: light dark; }
body { max-width: 36em; margin: 3em auto; padding: 0 1em; font-family: system-ui, sans-serif; line-height: 1.5; }
</style>
<h1>Notice board of ${escaped(harbor)} harbor</h1>
<p>Next high tide: ${tide.toISOString().slice(0, 16).replace('T', ' ')} UTC</p>
<ul>${notes.map((note) => `<li>${escaped(note.text)}</li>`).join('\n')}</ul>
<form method="post" action="/notes"><input name="text" required aria-label="Note"> <button>Pin it up</button></form>
</html>
`
