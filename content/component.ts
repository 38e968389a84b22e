// The components that lesson text may use. The lesson page gives one for each name (its map is a Record over LessonComponent).
export const lessonComponents = [
  'Argv',
  'Aside',
  'Blobs',
  'BuildCache',
  'BuildSteps',
  'Chain',
  'CheatSheet',
  'FleetSlider',
  'LabLink',
  'Lanes',
  'Layers',
  'Lifecycle',
  'Measured',
  'Mounts',
  'PortPath',
  'Predict',
  'Quiz',
  'RunFlow',
  'Stack',
  'Term',
] as const
export type LessonComponent = (typeof lessonComponents)[number]
