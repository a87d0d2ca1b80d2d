import express from 'express';
import { isSignedByTwilio } from '../src/channels/sms/verify.ts';

// Express with the form read, its signature checked and TwiML answered: what there is to reach. A process of its own, as the service is.

const [path = '/', publicUrl = '', authToken = ''] = process.argv.slice(2);

const app = express();
app.post(path, express.urlencoded({ extended: false }), (req, res) => {
  const signature = req.get('x-twilio-signature');
  const isSigned = isSignedByTwilio(authToken, { url: publicUrl + req.originalUrl, params: req.body, signature });
  res
    .status(isSigned ? 200 : 403)
    .type('text/xml')
    .send('<Response/>');
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => process.exit());
