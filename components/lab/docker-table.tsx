'use client'

// The same as the map, as tables: for reading aloud, for small screens, for people who prefer rows.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { DockerObjects } from '#server/protocol/lab.ts'
import { size } from '../ui/size.ts'

export function DockerTable({ objects }: { objects: DockerObjects }) {
  const t = useTranslations('lab.docker')
  return (
    <div className="space-y-5">
      <Table
        caption={t('containers')}
        columns={[
          t('column.name'),
          t('column.image'),
          t('column.state'),
          t('column.ports'),
          t('column.networks'),
          t('column.mounts'),
        ]}
        rows={objects.containers.map((container) => ({
          key: container.id,
          cells: [
            container.name,
            container.image,
            <span key="state" className="font-sans">
              {t(`state.${container.state}`)}
              {container.state === 'exited' && container.exitCode !== undefined ? (
                <span className="block text-xs text-ink-faint">{t('exit', { code: container.exitCode })}</span>
              ) : null}
            </span>,
            container.ports
              .map(({ host, container: inside, proto }) => `${host ? `${host}→` : ''}${inside}/${proto}`)
              .join(', '),
            container.networks.join(', '),
            container.mounts.map(({ name, target }) => (name ? `${name}:${target}` : target)).join(', '),
          ],
        }))}
      />
      <Table
        caption={t('images')}
        columns={[t('column.tag'), t('column.size'), t('column.layers')]}
        rows={objects.images.map((image) => ({
          key: image.id,
          cells: [image.tags.join(', ') || t('untagged'), size(image.size), image.layers],
        }))}
      />
      <Table
        caption={t('volumes')}
        columns={[t('column.name')]}
        rows={objects.volumes.map(({ name }) => ({ key: name, cells: [name] }))}
      />
      <Table
        caption={t('networks')}
        columns={[t('column.name'), t('column.driver'), t('column.subnet')]}
        rows={objects.networks.map((network) => ({
          key: network.id,
          cells: [network.name, network.driver, network.subnet ?? ''],
        }))}
      />
    </div>
  )
}

type TableProps = { caption: string; columns: string[]; rows: { key: string; cells: ReactNode[] }[] }

function Table({ caption, columns, rows }: TableProps) {
  const t = useTranslations('lab.docker')
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-[0.8125rem]">
        <caption className="pb-1 text-left text-xs font-semibold text-ink-soft">
          {caption} <span className="text-ink-faint tabular-nums">{rows.length}</span>
        </caption>
        <thead>
          <tr className="border-y border-line">
            {columns.map((column) => (
              <th key={column} scope="col" className="py-1 pr-4 text-xs font-medium whitespace-nowrap text-ink-faint">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="font-mono">
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length} className="py-1.5 font-sans text-xs text-ink-faint">
                {t('laneEmpty')}
              </td>
            </tr>
          ) : null}
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-b border-line align-top">
              {cells.map((cell, index) => (
                <td key={columns[index]} className="py-1.5 pr-4 break-words">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
