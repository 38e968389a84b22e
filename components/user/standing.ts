// Progress of one lesson in numbers.
import type { CourseLesson, LessonProgress } from '#server/web/services.ts'

export type Standing = {
  stepsPassed: number
  stepsTotal: number
  quizRight: number
  quizTotal: number
  /** Steps and quiz items together. */
  done: number
  total: number
  complete: boolean
  started: boolean
}

type Shape = Pick<CourseLesson, 'labSteps' | 'quizItems'>

export function standing(lesson: Shape, progress: LessonProgress | undefined): Standing {
  // Content changes: what a learner passed may be more than what there is now.
  const stepsPassed = Math.min(progress?.stepsPassed.length ?? 0, lesson.labSteps)
  const quizRight = Math.min(
    Object.values(progress?.quiz ?? {}).filter((mark) => mark.correct).length,
    lesson.quizItems,
  )
  const done = stepsPassed + quizRight
  const total = lesson.labSteps + lesson.quizItems
  return {
    stepsPassed,
    stepsTotal: lesson.labSteps,
    quizRight,
    quizTotal: lesson.quizItems,
    done,
    total,
    complete: total > 0 && done === total,
    started: progress !== undefined,
  }
}
