using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Hosting;

/// <summary>
/// Sets headers of every response. The browser runs and loads only the dashboard's own files, and no site may frame a page.
/// </summary>
internal static class SafeHeaders
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types streaq";

    public static void Add(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        // With "no-referrer", browsers send "Origin: null" with a form.
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
