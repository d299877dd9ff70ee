using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streaq.TestSupport;

/// <summary>A certificate authority with a server's and a client's certificate, in files that are deleted on disposal.</summary>
public sealed class TestCertificates : IDisposable
{
    /// <summary>The password of the client's PKCS #12 file.</summary>
    public const string ClientPassword = "pfx-password";

    private readonly string _directory = Directory.CreateTempSubdirectory("streaq-tls-").FullName;

    public TestCertificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Streaq test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Authority, authority.ExportCertificatePem());

        using var server = Issue(authority, "CN=localhost", "1.3.6.1.5.5.7.3.1", names =>
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
        });
        File.WriteAllText(ServerCertificate, server.ExportCertificatePem());
        using var serverKey = server.GetECDsaPrivateKey()!;
        File.WriteAllText(ServerKey, serverKey.ExportPkcs8PrivateKeyPem());

        using var client = Issue(authority, "CN=streaq-worker", "1.3.6.1.5.5.7.3.2", names => names.AddDnsName("streaq-worker"));
        File.WriteAllBytes(Client, client.Export(X509ContentType.Pkcs12, ClientPassword));
    }

    /// <summary>PEM file of the authority's certificate.</summary>
    public string Authority => Path.Combine(_directory, "ca.crt");

    /// <summary>PKCS #12 file of the client's certificate and key.</summary>
    public string Client => Path.Combine(_directory, "client.pfx");

    private string ServerCertificate => Path.Combine(_directory, "redis.crt");

    private string ServerKey => Path.Combine(_directory, "redis.key");

    /// <summary>Returns arguments with which redis-server uses only TLS on its port.</summary>
    /// <param name="clientCertificates">Whether the server requires a client certificate of the authority.</param>
    public string[] RedisArguments(bool clientCertificates = false) =>
    [
        "--port", "0", "--tls-port", "{port}", "--tls-cert-file", ServerCertificate, "--tls-key-file", ServerKey, "--tls-ca-cert-file", Authority,
        "--tls-auth-clients", clientCertificates ? "yes" : "no",
    ];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static X509Certificate2 Issue(X509Certificate2 authority, string subject, string purpose, Action<SubjectAlternativeNameBuilder> addNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
