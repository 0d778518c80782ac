/**
 * What somebody would try who got to run code in the page. As text, because it is the page's: this side of the test has
 * no document.
 */

export const WHAT_IS_THERE = `({
  node: ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window),
  api: Object.keys(window.api).sort(),
})`;

/** Each attempt runs in a timer: what Playwright evaluates itself is free of the page's policy. */
const ATTEMPT = `
  const attempt = (what) => new Promise((resolve) => setTimeout(async () => {
    try {
      await what();
      resolve('done');
    } catch {
      resolve('refused');
    }
  }));
  const loads = (element, url) => new Promise((resolve, reject) => {
    element.addEventListener('load', resolve);
    element.addEventListener('error', reject);
    element.src = url;
  });
`;

export const ATTEMPTS_AT_CODE = `(async () => {
  ${ATTEMPT}
  const attempts = {
    inlineScript: await attempt(() => {
      const script = document.createElement('script');
      script.text = 'window.ranInline = true';
      document.head.append(script);
    }),
    eval: await attempt(() => window.eval('1')),
    markup: await attempt(() => { document.createElement('div').innerHTML = '<img>'; }),
    image: await attempt(() => loads(new Image(), 'https://example.org/a.png')),
    fetchHttps: await attempt(() => fetch('https://example.org/')),
    fetchOwn: await attempt(() => fetch('app://hermes-tray/index.html')),
    fetchFile: await attempt(() => fetch('file:///etc/passwd')),
    worker: await attempt(() => new Worker('data:text/javascript,postMessage(1)')),
    style: await attempt(() => {
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      document.head.append(style);
      if (getComputedStyle(document.body).outlineWidth !== '7px') throw new Error('not applied');
    }),
  };
  return { attempts, ranInline: 'ranInline' in window };
})()`;

export const ATTEMPTS_TO_LEAVE = `(async () => {
  ${ATTEMPT}
  const opened = [window.open('https://example.org/'), window.open('app://hermes-tray/index.html')];
  const frame = await attempt(async () => {
    const element = document.createElement('iframe');
    document.body.append(element);
    await loads(element, 'app://hermes-tray/index.html');
    // A frame whose document was refused shows an error page, which is nobody's to read.
    if (element.contentDocument === null) throw new Error('not loaded');
  });
  const permission = await Notification.requestPermission();
  location.href = 'file:///etc/passwd';
  await new Promise((resolve) => setTimeout(resolve, 300));
  location.href = 'https://example.org/';
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { opened, frame, permission };
})()`;
