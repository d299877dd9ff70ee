using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Streaq.Tool.Otlp.Wire;

namespace Streaq.Tool.Otlp;

/// <summary>Receives OTLP over HTTP, as protobuf, plain or compressed by gzip.</summary>
internal static class HttpTraces
{
    private const string Protobuf = "application/x-protobuf";

    public static async Task TakeAsync(HttpContext http, SpanRing spans)
    {
        // A page of another site can make a browser send a form or plain text, but not this type.
        if (http.Request.ContentType?.Split(';')[0].Trim() is not Protobuf)
        {
            await RefuseAsync(
                http, StatusCodes.Status415UnsupportedMediaType, $"Send {Protobuf}, as OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf does.");
            return;
        }

        if (http.Request.Headers.ContentEncoding is not ([] or ["identity"] or ["gzip"]))
        {
            await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, "Send it as it is, or packed by gzip.");
            return;
        }

        try
        {
            await using var body = http.Request.Headers.ContentEncoding is ["gzip"]
                ? new GZipStream(http.Request.Body, CompressionMode.Decompress)
                : http.Request.Body;
            if (await ReadAsync(body, http.RequestAborted) is not { } message)
            {
                await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, $"A message has {OtlpServer.MaxMessage} bytes at most.");
                return;
            }

            var answer = OtlpSpans.Keep(ExportTraceServiceRequest.Parser.ParseFrom(message), spans).ToByteArray();
            http.Response.ContentType = Protobuf;
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(http, e.StatusCode, "The body can't be read.");
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "The body is no message of OTLP.");
        }
    }

    /// <returns>The message; <see langword="null"/> when it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken aborted)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, aborted) is > 0 and var count)
        {
            if (message.Length + count > OtlpServer.MaxMessage)
            {
                return null;
            }

            message.Write(buffer, 0, count);
        }

        return message.ToArray();
    }

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why + "\n", http.RequestAborted);
    }
}
