"""Turns a file of PEM certificates into a trust store for Java. Java cannot read PEM, and not every runtime has keytool."""

import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12


def main(source, target, password):
    with open(source, "rb") as file:
        certificates = x509.load_pem_x509_certificates(file.read())
    entries = [pkcs12.PKCS12Certificate(certificate, str(i).encode()) for i, certificate in enumerate(certificates)]
    with open(target, "wb") as file:
        file.write(pkcs12.serialize_java_truststore(entries, BestAvailableEncryption(password.encode())))


if __name__ == "__main__":
    main(*sys.argv[1:])
