using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Assets;

namespace Streaq.Dashboard.Hosting;

/// <summary>Sends style, script and icon. Their address has their version, so a browser may cache them.</summary>
internal static class AssetEndpoint
{
    public static async Task SendAsync(HttpContext http)
    {
        if (AssetStore.Find(http.Request.RouteValues["asset"] as string ?? "") is not { } asset)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var isOfThisVersion = http.Request.Query["v"].Contains(asset.Version, StringComparer.Ordinal);
        http.Response.Headers.CacheControl = isOfThisVersion ? "private, max-age=31536000, immutable" : "no-cache";
        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = asset.Content.Length;
        await http.Response.Body.WriteAsync(asset.Content, http.RequestAborted).ConfigureAwait(false);
    }
}
