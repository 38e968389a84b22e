// The editor: what is saved is in the shell at once, what the shell changes is not written over, and one window writes at a time.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from 'playwright/test'
import type { Locale } from '#server/protocol/content.ts'
import { openLab, run, say, screen } from './support/page.ts'

/** `part`: the rest of the screen has a spec of its own. */
async function accessible(page: Page, part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  expect(serious.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
}

/** Whether CodeMirror has been fetched. */
const fetched = (page: Page) =>
  page.evaluate(async () => {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => /\.js(\?|$)/.test(name))
    const texts = await Promise.all(scripts.map(({ name }) => fetch(name).then((answer) => answer.text())))
    return texts.some((text) => text.includes('cm-lineNumbers'))
  })

const editorOf = (locale: Locale, page: Page) => {
  const words = (key: string, values?: Record<string, string | number>) => say(locale, `lab.editor.${key}`, values)
  const panel = page.locator('[data-region="panel"]')
  return {
    words,
    show: () => page.getByRole('tab', { name: say(locale, 'lab.tab.editor'), exact: true }).click(),
    row: (name: string) => panel.getByRole('treeitem', { name, exact: true }),
    text: (name: string) => panel.getByRole('textbox', { name: words('text', { name }) }),
    state: panel.locator('[data-save-state]'),
    button: (key: string, values?: Record<string, string>) =>
      panel.getByRole('button', { name: words(key, values), exact: true }),
    dialog: page.getByRole('dialog'),
  }
}

test('a file is written, seen in the shell, changed there, and nothing is lost', async ({ page, context }) => {
  test.setTimeout(180_000)
  await openLab(page, 'en', 'first-containers')
  const editor = editorOf('en', page)
  await run(page, 'mkdir site && echo "FROM debian" > site/Dockerfile')
  expect(await fetched(page), 'before somebody edits').toBe(false)
  await editor.show()
  await editor.row('site').click()
  await editor.row('Dockerfile').click()
  const text = editor.text('Dockerfile')
  await expect(text).toContainText('FROM debian')
  expect(await fetched(page)).toBe(true)
  // A hint of the Dockerfile: no tag.
  await expect(page.locator('.cm-lintRange-warning')).toHaveCount(1)

  await text.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type("FROM debian:13\nCMD ['ls']\n")
  await expect(editor.state).toHaveAttribute('data-save-state', 'unsaved')
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(1)
  await page.keyboard.press('ControlOrMeta+s')
  await expect(editor.state).toHaveAttribute('data-save-state', 'saved')
  await accessible(page, '[data-region="panel"]')
  await run(page, 'cat site/Dockerfile')
  expect(await screen(page)).toContain("CMD ['ls']")

  // Changed in the shell while something else is typed here.
  await text.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('# mine')
  await run(page, 'echo "# theirs" >> site/Dockerfile')
  await editor.button('save').click()
  await expect(editor.dialog).toContainText(editor.words('conflict.title', { name: 'Dockerfile' }))
  await editor.dialog.getByRole('button', { name: editor.words('conflict.show') }).click()
  await expect(editor.dialog.getByRole('textbox')).toHaveCount(2)
  await expect(editor.dialog).toContainText('# theirs')
  await expect(editor.dialog).toContainText('# mine')
  await accessible(page, '[role="dialog"]')
  await editor.dialog.getByRole('button', { name: editor.words('conflict.merged') }).click()
  await expect(editor.dialog).toHaveCount(0)
  await expect(editor.state).toHaveAttribute('data-save-state', 'saved')
  await run(page, 'tail -n 1 site/Dockerfile; grep -c theirs site/Dockerfile')
  expect(await screen(page)).toMatch(/# mine\s*0/)

  // A second window reads until it takes over; then the first one does.
  const second = await context.newPage()
  await second.goto(page.url())
  const other = editorOf('en', second)
  await other.show()
  await other.button('takeOver').click()
  await expect(editor.button('takeOver')).toBeVisible()
  await expect(editor.button('bar.newFile')).toBeDisabled()
  await expect(other.button('bar.newFile')).toBeEnabled()
  await second.close()
  // Nobody writes any more, and whoever is there may.
  await expect(editor.button('bar.newFile')).toBeEnabled()
})

test('파일을 만들고, 올리고, 이름을 바꾸고, 지워요', async ({ page }) => {
  test.setTimeout(120_000)
  await openLab(page, 'ko', 'first-containers')
  const editor = editorOf('ko', page)
  await editor.show()
  await editor.button('bar.newFile').click()
  await editor.dialog.getByRole('textbox').fill('메모.txt')
  await page.keyboard.press('Enter')
  await editor.text('메모.txt').click()
  await page.keyboard.insertText('안녕하세요')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(editor.state).toHaveAttribute('data-save-state', 'saved')
  await accessible(page, '[data-region="panel"]')

  await page.locator('input[type="file"]').setInputFiles({
    name: 'blob.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(300_000, 7).fill(0, 5, 6),
  })
  await editor.row('blob.bin').click()
  // Not text: said in words, with a way to have it.
  await expect(page.getByRole('alert').filter({ hasText: say('ko', 'error.file-binary.title') })).toBeVisible()
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: editor.words('download') }).click()
  expect((await waiting).suggestedFilename()).toBe('blob.bin')

  // Dropped on the list, as from a file manager; once more, it would be written over.
  const drop = async (name: string, content: string) => {
    const files = await page.evaluateHandle(
      ([name, content]) => {
        const transfer = new DataTransfer()
        transfer.items.add(new File([content], name, { type: 'text/plain' }))
        return transfer
      },
      [name, content] as const,
    )
    await page.getByRole('tree').dispatchEvent('drop', { dataTransfer: files })
  }
  await drop('dropped.txt', '떨어뜨린 파일')
  await editor.row('dropped.txt').click()
  await expect(editor.text('dropped.txt')).toContainText('떨어뜨린 파일')

  // What is not saved is not lost by a click: the page asks, and stays where the answer is no.
  await editor.text('dropped.txt').click()
  await page.keyboard.insertText('저장 안 함')
  await expect(editor.state).toHaveAttribute('data-save-state', 'unsaved')
  const asked: string[] = []
  page.once('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  await page.getByRole('banner').getByRole('link', { name: 'Drydock', exact: true }).click()
  expect(asked).toEqual([editor.words('leave')])
  await expect(page).toHaveURL(/first-containers/)
  page.once('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await page.evaluate(() => void setTimeout(() => window.location.reload()))
  await expect.poll(() => asked).toEqual([editor.words('leave'), 'beforeunload'])
  await editor.text('dropped.txt').click()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(editor.state).toHaveAttribute('data-save-state', 'saved')

  await editor.row('blob.bin').press('F2')
  await editor.dialog.getByRole('textbox').fill('data.bin')
  await page.keyboard.press('Enter')
  await editor.row('data.bin').press('Delete')
  await editor.dialog.getByRole('button', { name: editor.words('sure.remove.go'), exact: true }).click()
  await expect(editor.row('data.bin')).toHaveCount(0)
  await run(page, 'cat 메모.txt; ls *.bin')
  expect(await screen(page)).toMatch(/안녕하세요.*No such file/s)
})
