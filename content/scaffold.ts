// A new lesson's folder, with the smallest lesson that passes every check: an author changes what is there rather than begin with nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Course } from '#server/protocol/content.ts'

/** Adds lesson `slug` at the end of the course. Returns its files, from `dir`. @throws Error in words for the author */
export function makeLesson(dir: string, slug: string): string[] {
  if (!Course.shape.lessons.element.safeParse(slug).success)
    throw new Error(`${slug}: a folder's name has small letters, digits and hyphens`)
  const folder = join('lesson', slug)
  if (existsSync(join(dir, folder))) throw new Error(`${folder} is there already`)
  const coursePath = join(dir, 'course.yaml')
  const course = readFileSync(coursePath, 'utf8')
  const last = course.trimEnd().split('\n').at(-1)!
  if (!/^ {2}- [a-z0-9-]+$/.test(last))
    throw new Error('course.yaml does not end with its lessons: add this one by hand')
  const number = course.split('\n').filter((line) => /^ {2}- /.test(line)).length

  mkdirSync(join(dir, folder), { recursive: true })
  const files = Object.entries(lessonFiles(number)).map(([name, text]) => {
    writeFileSync(join(dir, folder, name), text)
    return join(folder, name)
  })
  writeFileSync(coursePath, `${course.trimEnd()}\n  - ${slug}\n`)
  return ['course.yaml', ...files]
}

const lessonFiles = (number: number): Record<string, string> => ({
  'lesson.yaml': `id: L${number}
title:
  ko: 새 수업
  en: A new lesson
summary:
  ko: 무엇을 배우는지 한두 문장으로 적어요.
  en: What is learned here, in a sentence or two.
minutes: 20
objectives:
  - ko: 컨테이너를 하나 실행해 둘 수 있어요.
    en: I can keep a container running.
sources:
  - title: docker container run (Docker CLI reference)
    url: https://docs.docker.com/reference/cli/docker/container/run/
`,
  'ko.mdx': `## 첫 부분

한 부분은 7분을 넘기지 않게 쓰고, 그다음에는 손을 움직이게 해요.

<Quiz item="first" />

<LabLink />
`,
  'en.mdx': `## The first part

Keep a part below seven minutes of reading. Then it is the hands’ turn.

<Quiz item="first" />

<LabLink />
`,
  'quiz.yaml': `items:
  - id: first
    type: single
    objective: 0
    prompt:
      ko: 뒤에서 계속 도는 컨테이너를 만드는 옵션은 무엇인가요?
      en: Which option makes a container that runs on in the background?
    options:
      - id: detach
        correct: true
        text: { ko: "\`-d\`", en: "\`-d\`" }
        why: { ko: 터미널을 놓아주고 뒤에서 돌아요., en: It lets go of the terminal and runs in the background. }
      - id: remove
        text: { ko: "\`--rm\`", en: "\`--rm\`" }
        why: { ko: 끝난 다음에 지워 주는 옵션이에요., en: That one removes the container once it has ended. }
    why:
      ko: "\`-d\`는 detach의 첫 글자예요."
      en: "The d of \`-d\` stands for detach."
`,
  'lab.yaml': `title:
  ko: 새 실습
  en: A new lab
minutes: 10
images: [busybox]
steps:
  - id: running
    title:
      ko: 컨테이너 하나 띄워 두기
      en: Keep one container running
    body:
      ko: "\`web\`이라는 이름으로 busybox 컨테이너를 띄워 두세요."
      en: "Keep a busybox container running that is called \`web\`."
    check:
      - id: up
        check:
          type: container
          name: web
          state: running
          what: { ko: "\`web\` 컨테이너가 실행 중이에요.", en: "The container \`web\` is running." }
    hints:
      - ko: 끝나지 않는 프로그램을 주어야 해요.
        en: It needs a program that doesn’t end.
    why:
      ko: 프로그램이 끝나지 않는 동안 컨테이너도 끝나지 않아요.
      en: As long as the program doesn’t end, neither does the container.
    fails:
      - id: ended
        when: { type: container, name: web, state: exited }
        say: { ko: 프로그램이 끝나서 컨테이너도 끝났어요., en: "The program has ended, and the container with it." }
    solve:
      - [docker run -d --name web busybox sleep 600]
    wrong:
      - { name: a program that ends, run: [docker run --name web busybox true], fail: ended }
`,
})
