using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Streaq.Dashboard.Traces;

/// <summary>Reads traces from a tracing backend by HTTP, and caches each answer for some seconds.</summary>
internal sealed class TraceBackend : ITraceReader
{
    /// <summary>The most bytes of an answer, decompressed.</summary>
    public const int MaxAnswer = 8 * 1024 * 1024;

    private const int MostKept = 100;

    /// <summary>
    /// The time that an answer is cached. Pages reload every 2 seconds while a task runs, and many viewers may have them open.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>The client of all backends. It has no state of one backend, and pools connections by address.</summary>
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        // Its calls are not part of a trace, and headers for one address must not reach another.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });

    private readonly Uri _traces;
    private readonly Action<HttpRequestMessage>? _configure;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (Task<TaskTrace?> Answer, long At)> _kept = new(StringComparer.Ordinal);

    /// <param name="product">The name of the product.</param>
    /// <param name="address">The address of the backend.</param>
    /// <param name="path">The path of its traces below the address.</param>
    /// <param name="configure">Called with each request.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The address is not absolute or not by HTTP, or has a user or a query in it.</exception>
    public TraceBackend(string product, Uri address, string path, Action<HttpRequestMessage>? configure, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
        {
            throw new ArgumentException(
                $"Set an absolute address of {product} by http or https, without a user or a query, such as http://localhost:16686. "
                + "Headers are set on each request.",
                nameof(address));
        }

        Name = $"{product} at {address.Scheme}://{address.Authority}";
        _traces = new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}/");
        (_configure, _time) = (configure, time);
    }

    public string Name { get; }

    public async Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(traceIds.Select(FindAsync)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return [.. answers.OfType<TaskTrace>()];
    }

    private Task<TaskTrace?> FindAsync(string traceId)
    {
        if (_kept.TryGetValue(traceId, out var kept) && (!kept.Answer.IsCompleted || _time.GetElapsedTime(kept.At) < Fresh))
        {
            return kept.Answer;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        var answer = AskAsync(traceId);
        _kept[traceId] = (answer, _time.GetTimestamp());
        return answer;
    }

    private async Task<TaskTrace?> AskAsync(string traceId)
    {
        // Escaped, so that the id can't lead to another address of the backend.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_traces, Uri.EscapeDataString(traceId)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _configure?.Invoke(request);
        using var limit = new CancellationTokenSource(OtherTraces.Limit, _time);
        try
        {
            using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => OtlpJson.Read(traceId, await ReadAsync(answer, limit.Token).ConfigureAwait(false)),
                HttpStatusCode.NoContent or HttpStatusCode.NotFound => null,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new TraceReaderException(
                    $"refuses the request ({(int)answer.StatusCode})"),
                var status => throw new TraceReaderException($"answers with status {(int)status}"),
            };
        }
        catch (HttpRequestException e)
        {
            throw new TraceReaderException($"can't be reached ({e.HttpRequestError})", e);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new TraceReaderException("answers with something else than a trace", e);
        }
    }

    /// <exception cref="TraceReaderException">The answer is too large.</exception>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage answer, CancellationToken limit)
    {
        using var content = new MemoryStream();
        var body = await answer.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, limit).ConfigureAwait(false) is > 0 and var count)
            {
                if (content.Length + count > MaxAnswer)
                {
                    throw new TraceReaderException($"has more than {MaxAnswer / 1024 / 1024} MB of the trace");
                }

                content.Write(buffer, 0, count);
            }
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
