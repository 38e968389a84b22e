// Who may teach and see the list of learners: the holder of the instructor link.
import { openRight, type Right } from '../user/right.ts'

export type Instructor = Right

export const openInstructor = (home: string): Instructor => openRight(home, 'instructor-token')
