// The components that lesson text may use. The lesson page gives one for each name (its map is a Record over LessonComponent).
export const lessonComponents = ['Quiz', 'Lab', 'StackFigure', 'Note', 'Term'] as const
export type LessonComponent = (typeof lessonComponents)[number]
