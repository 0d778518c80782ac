import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { IPC_CHANNELS, type WindowApi } from './core/ipc-contract';

// All that the page can reach: the four channels, never ipcRenderer itself, and no event object of it.
const api: WindowApi = {
  getState: () => ipcRenderer.invoke(IPC_CHANNELS.getState.name),
  runCommand: (command) => ipcRenderer.invoke(IPC_CHANNELS.runCommand.name, command),
  onStateChanged: (listener) => listen(IPC_CHANNELS.stateChanged.name, listener),
  onLogLines: (listener) => listen(IPC_CHANNELS.logLines.name, listener),
};

function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const receive = (_event: IpcRendererEvent, value: T): void => listener(value);
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.removeListener(channel, receive);
  };
}

contextBridge.exposeInMainWorld('api', api);
