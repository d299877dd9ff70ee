namespace Streaq.Tasks;

/// <summary>Compresses, transforms and signs payloads between the serializer and the store, and reverses these steps.</summary>
internal sealed class PayloadCodec(string queue)
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<IPayloadTransform> Transforms { get; init; } = [];

    /// <summary>In bytes; <see langword="null"/> for no compression.</summary>
    public int? CompressionThreshold { get; init; }

    /// <summary>In bytes, as written; <see langword="null"/> for no limit.</summary>
    public int? MaxBytes { get; init; }

    public PayloadSignature? Signature { get; init; }

    public bool AcceptUnsigned { get; init; }

    public bool RequiresSignature => Signature is not null && !AcceptUnsigned;

    /// <summary>Whether workers refuse an argument that another process made without the same keys or transforms.</summary>
    public bool IsNeeded => RequiresSignature || Transforms.Count > 0;

    private int DecompressionLimit => Math.Max(MaxBytes ?? 0, PayloadCompression.DefaultLimit);

    public PayloadContext Context(PayloadKind kind, string id, string name, IReadOnlyDictionary<string, string>? headers) =>
        new(kind, queue, id, name, headers ?? NoHeaders);

    /// <exception cref="PayloadTooLargeException">The payload is too large.</exception>
    public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context)
    {
        if (payload.Length > CompressionThreshold && payload.Length <= DecompressionLimit)
        {
            payload = PayloadCompression.Compress(payload);
        }

        foreach (var transform in Transforms)
        {
            payload = transform.Protect(payload, context);
        }

        if (Signature is not null)
        {
            payload = Signature.Sign(payload, context);
        }

        return payload.Length > MaxBytes ? throw new PayloadTooLargeException(context, payload.Length, MaxBytes.Value) : payload;
    }

    /// <exception cref="PayloadRefusedException">The payload is not what was protected.</exception>
    public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context)
    {
        payload = Unsign(payload, context);
        try
        {
            for (var i = Transforms.Count - 1; i >= 0; i--)
            {
                payload = Transforms[i].Unprotect(payload, context);
            }

            return payload is { IsEmpty: false, Span: [PayloadCompression.Tag, ..] }
                ? PayloadCompression.Decompress(payload.Span, DecompressionLimit)
                : payload;
        }
        catch (InvalidDataException e)
        {
            throw new PayloadRefusedException(context, e.Message, e);
        }
#pragma warning disable CA1031 // A transform may throw anything at bytes that are not its own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new PayloadRefusedException(context, $"a transform failed with {e.GetType()}", e);
        }
    }

    /// <summary>Returns the argument of a delivered task, as the serializer wrote it.</summary>
    /// <exception cref="PayloadRefusedException">The payload is not what was protected.</exception>
    public ReadOnlyMemory<byte> OpenArgument(TaskMessage message) => ArgumentSource.Find(message, this) switch
    {
        { IsGroup: true } => message.Body,
        { } source => Unprotect(message.Body, Context(PayloadKind.Result, source.TaskId, source.TaskName, headers: null)),
        null => Unprotect(message.Body, Context(PayloadKind.Argument, message.Id, message.Name, message.Details.Headers)),
    };

    /// <summary>Returns the task under another id: opens its argument for the old id and protects it for the new one.</summary>
    /// <exception cref="PayloadRefusedException">The payload is not what was protected.</exception>
    /// <exception cref="PayloadTooLargeException">The payload is too large.</exception>
    public TaskMessage MoveArgument(TaskMessage message, string newId)
    {
        var argument = OpenArgument(message);
        return ArgumentSource.Without(message) with
        {
            Id = newId,
            Body = Protect(argument, Context(PayloadKind.Argument, newId, message.Name, message.Details.Headers)),
        };
    }

    private ReadOnlyMemory<byte> Unsign(ReadOnlyMemory<byte> payload, PayloadContext context)
    {
        if (PayloadSignature.IsOn(payload.Span))
        {
            return Signature is null
                ? throw new PayloadRefusedException(context, "it is signed, and this process has no SigningKey")
                : Signature.Check(payload, context);
        }

        return RequiresSignature ? throw new PayloadRefusedException(context, "it is not signed") : payload;
    }
}
