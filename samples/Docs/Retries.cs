using System.Net.Http.Json;
using Streaq;

namespace Docs;

internal static class Retries
{
    public static void Map(StreaqBuilder streaq)
    {
        #region task
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, HttpClient http, CancellationToken ct) =>
            {
                using var response = await http.PostAsJsonAsync("https://example.org/receipts", receipt, ct);
                response.EnsureSuccessStatusCode();
            })
            .WithMaxAttempts(5)
            .UseRetry(retry =>
            {
                retry.ShouldRetry = e => e is HttpRequestException;   // any other exception fails the task at once
                retry.BaseDelay = TimeSpan.FromSeconds(2);            // then 4, 8 and 16 s; each shortened at random, by up to half
            });
        #endregion
    }

    public static void UseForAll(StreaqBuilder streaq)
    {
        #region queue
        streaq.UseRetry(retry => retry.ShouldRetry = e => e is HttpRequestException or TimeoutException);
        #endregion
    }

    public static void MapByHand(StreaqBuilder streaq)
    {
        #region by-hand
        streaq.Map(Tasks.CountWords, async (string url, HttpClient http, CancellationToken ct) =>
        {
            using var response = await http.GetAsync(url, ct);
            if (response.Headers.RetryAfter?.Delta is { } wait)
            {
                throw new StreaqRetryException("The server asks to come back later.", wait);
            }

            return (await response.Content.ReadAsStringAsync(ct)).Split(' ').Length;
        });
        #endregion
    }
}
