"""What Inferno's Plan-Net kit asserts of a server, asked of ours over HTTP.

The kit itself needs Ruby, Java and a terminology server. Here, too, the tests ask for whatever the
CapabilityStatement declares. They are stricter where all resources are known: a search must find
exactly those that match, not only some.
"""
