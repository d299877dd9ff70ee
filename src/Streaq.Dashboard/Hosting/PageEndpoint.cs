using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Hosting;

/// <summary>Sends a page, or 304 when the browser has it already.</summary>
internal static class PageEndpoint
{
    public static async Task SendAsync(Visit visit, Page page)
    {
        var response = visit.Http.Response;
        var content = Encoding.UTF8.GetBytes(Frame.Around(page, visit).ToString());
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 10))}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-store";
        var isAway = page.Troubles.Any(trouble => trouble is not null);
        response.StatusCode = isAway ? StatusCodes.Status503ServiceUnavailable : page.Status;
        var isKnown = visit.Http.Request.Headers.IfNoneMatch.Contains(tag, StringComparer.Ordinal);
        if (isKnown && response.StatusCode == StatusCodes.Status200OK)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, visit.Http.RequestAborted).ConfigureAwait(false);
    }
}
