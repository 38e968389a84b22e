import { describe, expect, it } from 'vitest'
import { mountings, notesStay, sourceOf, starts } from './mounts-model.ts'

describe('mounts figure', () => {
  it('loses the notes with the container only while nothing is mounted where they are', () => {
    expect(mountings.filter((mounting) => !notesStay(mounting))).toEqual(['none'])
  })

  it('keeps the program from starting only where the folder hides its packages', () => {
    expect(mountings.filter((mounting) => !starts(mounting))).toEqual(['folder'])
    expect(sourceOf('folder', '/srv/node_modules')).toBe('hidden')
  })

  it('lets the deeper mount win', () => {
    expect(sourceOf('kept', '/srv/src')).toBe('folder')
    expect(sourceOf('kept', '/srv/node_modules')).toBe('anonymous')
  })
})
