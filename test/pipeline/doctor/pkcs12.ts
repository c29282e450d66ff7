// PKCS#12 that openssl made (pkcs12 -export) of a key made for it and used nowhere; Node reads such files and can't write them.

export const password = 'x';
/** A certificate and its key. */
export const pkcs12 = Buffer.from(
  [
    'MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcBMFcGCSqGSI',
    'b3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh3NBkrwYLtTAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEI+83wQvkTEx5uao9skswxeA',
    'ggHQ3jKvYXXbwCTCaUw8mTZ5lg/GekXFwZJb7VR5uxXIvkvUiaXHeSbMTEIdOBb4pk3CT77r6YvcktOAqzBJjjeH1Z0Kiju+PoAhJ1yZs+FI04',
    'zRYpsHsVo6tqBqdFUfjwNqKpjCjXa/u6UBev2i4LwJkotVFRL46dbE2dKGL3mkALtQypk6IHPfCm5eg7pQQ9XsoABPz0o5SiNRv/9f6Z3QrJhH',
    'fM632zUmHEV81szIJ/9iXGF9Ff4Ovb0E32FPnyPbujbQJP5pWFnAnrl3jWke1L8213mlBdA5EZZLxJ0Pw3vCtWjzytD610//3/qP9KdZVH1IEw',
    'vY+pJIHmU3ND0HKGE/hGMbKw2iEgfF6lgSkpYVcrmuRTC5yAiCPeqLbbsjWLTOEWAYr9TXojsO9HnXShn2JbweOHaNib+i0u2MI132oSm0ORdf',
    'pAe6c766D3AX8PEy8136tWihMrg+cvCNHA/r7eb125qY9iexnlK0tVs0sAliGlw3imyzsMObf8XHJce4s7gthIT26R+k4jTubpjbU/b/o0vx5/',
    'HxnRB9nR52rgh4UdDTcuzjSONauDQPfmtC/CfsOKnvbXEVMRqb+7dMJS1lWZddF8DqeGztCvEwggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASow',
    'ggEmBgsqhkiG9w0BDAoBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIkXuj/64oytsCAggAMAwGCCqGSIb3DQIJBQAwHQ',
    'YJYIZIAWUDBAEqBBBdEwchY4gC3LGxNzLNmHmzBIGQJ2XifoAi1tn7aQfG1aRv+dnjdB+Tg//MoysypatGFJEwj7nvAqFGwSNQFK3h0wLiALsR',
    'jL86sI/XVlwmTIMzHznhaB5JxfwB55jvWV6ZnndkgAhLur8i/MM6Y22WldNuxtbNBXNiOMOJyZNHNm6sQbhmLehsEeuwfE9BxDC3xmUK2unFlM',
    'ccQFZpvauRnNnvMSUwIwYJKoZIhvcNAQkVMRYEFMT6mZiw7ufqe8kPvcH54/OF1wE1MEEwMTANBglghkgBZQMEAgEFAAQgdAZzSCoIpaU7h7IT',
    'KZJcV8InUEbUFhtucyKh7T/4Nf4ECOzF80KwcaWGAgIIAA==',
  ].join(''),
  'base64',
);
/** The certificate alone. */
export const pkcs12WithoutKey = Buffer.from(
  [
    'MIIClwIBAzCCAk0GCSqGSIb3DQEHAaCCAj4EggI6MIICNjCCAjIGCSqGSIb3DQEHBqCCAiMwggIfAgEAMIICGAYJKoZIhvcNAQcBMFcGCSqGSI',
    'b3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAikHfR59XDQPwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOskp6fOBucCvW0aTOlnoZyA',
    'ggGwPo+rAdDuZw/o73LS/SfF4B8BqH0S5B5MAEhwv0Qm59zWJ59qU+5pRNuQ7DqSXIlkuVEouRMG85r7UTUuTn9vW3w5guMKjQ8eakP4mHEpyo',
    'N66jxnThMAtNOcWwHbmyAZf5ZT1fHFYSKRq/pm8R84c+Aw4UyXtLrGa+WpTGGhS+Vxtgcy9qwQ40JYg8FuWCRGmvPOjJMJFfjifn2aEt3J7N55',
    'Yif0TBMfHLcCkqJlyuJ67Zs3OqHEosz/atX7l8DdZUKS2ROsnj9jQeDBcGsA5Pb2pc3X0b54ftvI5P1dhwibAosE0x97fo7Kf+EV/n7H4kLPzn',
    'LJticL1aPwJjBigeN1iwttxJaHpsySWxN49Lsd+VHUKdHdtEQNLN9ULu7TutlNDOldqv8fnoaMUkmwFnTCzOeoWL0ZoM9oK1K3cbRBjwMWpAEm',
    'VeblYBIhDnnI3r4gjdkHxb0i5abuU1DIOM0AnGKqEXAJBHKrJGkQMP7x1WhtG0syighGzvwehC7HXIdME9t16d0mRC70pziXCNLQ7tHSsYO6MV',
    'lVaaKu/0n6ghUsZLmCJZLBc5kzyUZsMEEwMTANBglghkgBZQMEAgEFAAQgxLl0qZ3PBy3wElSRxcqmFkGIeKxyaEkCLIjEtKDGkbAECBiAkK33',
    'Qv8MAgIIAA==',
  ].join(''),
  'base64',
);
