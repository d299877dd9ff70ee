using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Actions;

/// <summary>Runs an action on each id of a form.</summary>
internal static class Many
{
    public static string[] Ids(IFormCollection form) =>
        [.. form["id"].OfType<string>().Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)];

    public static async Task<Done> RunAsync(IFormCollection form, Func<string, Task<bool>> act)
    {
        var done = await Task.WhenAll(Ids(form).Select(act)).ConfigureAwait(false);
        return new Done(done.Count(one => one), done.Length);
    }
}
