using System.Net;
using System.Net.Http.Headers;

namespace Streaq.Benchmarks.Boards;

/// <summary>
/// Viewers with open pages. As the page's script does, each sends the next request two seconds
/// after an answer, with the tag of the page that it has.
/// </summary>
internal static class BoardViewers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <returns>How many answers were a page, and how many said that it is the same.</returns>
    public static async Task<(int Pages, int Same)> LookAsync(MountedBoard board, IReadOnlyList<string> paths, TimeSpan length)
    {
        using var end = new CancellationTokenSource(length);
        var looks = await Task.WhenAll(paths.Select((path, i) => LookAsync(board, path, i * (Pause / paths.Count), end.Token)));
        return (looks.Sum(look => look.Pages), looks.Sum(look => look.Same));
    }

    private static async Task<(int Pages, int Same)> LookAsync(MountedBoard board, string path, TimeSpan after, CancellationToken end)
    {
        var (pages, same) = (0, 0);
        EntityTagHeaderValue? tag = null;
        try
        {
            for (var pause = after; ; pause = Pause)
            {
                await Task.Delay(pause, end);
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (tag is not null)
                {
                    request.Headers.IfNoneMatch.Add(tag);
                }

                using var answer = await board.Http.SendAsync(request, end);
                await answer.Content.ReadAsByteArrayAsync(end);
                tag = answer.Headers.ETag;
                if (answer.StatusCode is HttpStatusCode.NotModified)
                {
                    same++;
                }
                else
                {
                    answer.EnsureSuccessStatusCode();
                    pages++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return (pages, same);
        }
    }
}
