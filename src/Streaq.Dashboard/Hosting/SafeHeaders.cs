using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Hosting;

/// <summary>Headers of every answer: nothing runs, loads or frames but the dashboard's own.</summary>
internal static class SafeHeaders
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types streaq";

    public static void Add(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        // Browsers send "Origin: null" with a form where there is no referrer at all.
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
