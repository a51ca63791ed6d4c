import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channel, channelNames, eventChannel, eventNames } from '../shared/contract/channels.ts'
import type { Events } from '../shared/contract/index.ts'

const procedures = Object.fromEntries(
  Object.entries(channelNames).map(([domain, names]) => [
    domain,
    Object.fromEntries(
      names.map((name) => [
        name,
        (input: unknown) => ipcRenderer.invoke(channel(domain, name), input),
      ]),
    ),
  ]),
)

function on(event: keyof Events, listener: (payload: unknown) => void): () => void {
  if (!eventNames.includes(event)) throw new Error(`No such event: ${event}`)
  const forward = (_: unknown, payload: unknown): void => {
    listener(payload)
  }
  ipcRenderer.on(eventChannel(event), forward)
  return () => {
    ipcRenderer.off(eventChannel(event), forward)
  }
}

const pathOf = (file: File): string => webUtils.getPathForFile(file)

contextBridge.exposeInMainWorld('auditDesk', { ...procedures, on, pathOf })
