'use client'

import { useEffect, useRef, useState } from 'react'
import { type Reading, withReading } from '#components/diagram/gauge-model.ts'
import { useHost } from './host-context.ts'

/** Readings of these containers, one a second each, while they are asked for. */
export function useGauges(ids: readonly string[]): ReadonlyMap<string, Reading> {
  const { live, follow } = useHost()
  const [readings, setReadings] = useState<ReadonlyMap<string, Reading>>(new Map())
  const open = useRef(new Map<string, () => void>())
  const wanted = live ? ids.join(' ') : ''
  useEffect(() => {
    const streams = open.current
    const forget = (id: string) => {
      streams.delete(id)
      setReadings((before) => new Map([...before].filter(([one]) => one !== id)))
    }
    const now = wanted.split(' ').filter(Boolean)
    for (const [id, undo] of streams) {
      if (now.includes(id)) continue
      undo()
      forget(id)
    }
    for (const id of now) {
      if (streams.has(id)) continue
      const undo = follow({ kind: 'gauge', container: id }, (part) => {
        if (part.kind === 'gauge')
          setReadings((before) => new Map(before).set(id, withReading(before.get(id), part.sample, part.bounds)))
        else if (part.kind === 'end') forget(id)
      })
      streams.set(id, undo)
    }
  }, [wanted, follow])
  useEffect(() => {
    const streams = open.current
    return () => {
      for (const undo of streams.values()) undo()
      streams.clear()
    }
  }, [])
  return readings
}
