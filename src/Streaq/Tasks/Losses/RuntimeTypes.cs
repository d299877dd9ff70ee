using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json;

namespace Streaq.Tasks;

/// <summary>
/// Looks at instances while they are written, where their declaration says too little: a class from which others may derive, and
/// <see cref="object"/>.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = LessIsSeen.Reason)]
internal sealed class RuntimeTypes
{
    private readonly ConcurrentDictionary<(Type Declared, Type Actual), Loss?> _known = new();
    private readonly Lazy<JsonSerializerOptions> _watching;

    public RuntimeTypes(JsonSerializerOptions options) => _watching = new(() => Extend(options));

    /// <summary>The same options, under which whatever is written is looked at.</summary>
    public JsonSerializerOptions Watching => _watching.Value;

    /// <exception cref="LossFoundException">The instance has more than its declaration, and that would stay behind.</exception>
    public void Check(Type declared, Type actual)
    {
        if (actual != declared && _known.GetOrAdd((declared, actual), static pair => Compare(pair.Declared, pair.Actual)) is { } loss)
        {
            throw new LossFoundException(loss);
        }
    }

    private JsonSerializerOptions Extend(JsonSerializerOptions options)
    {
        var watching = new JsonSerializerOptions(options) { TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Watch) };
        watching.MakeReadOnly();
        return watching;
    }

    private void Watch(JsonTypeInfo info)
    {
        if (info.Kind is not JsonTypeInfoKind.Object || info.IsReadOnly || info.ElementType is not null)
        {
            return;
        }

        var before = info.OnSerializing;
        // What stands where an object is declared arrives as JSON, so all that matters is that it is written.
        if (ObjectLoss.Of(info, readBack: false) is { } loss)
        {
            info.OnSerializing = _ => throw new LossFoundException(loss);
        }
        else if (TypeWalk.CanBeDerived(info))
        {
            var declared = info.Type;
            info.OnSerializing = instance =>
            {
                Check(declared, instance.GetType());
                before?.Invoke(instance);
            };
        }
    }

    private static Loss? Compare(Type declared, Type actual)
    {
        var shared = ((Type[])[declared, .. declared.GetInterfaces()])
            .SelectMany(type => type.GetProperties()).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        for (var type = actual; type is not null && type != declared; type = type.BaseType)
        {
            // A proxy that some library derived at run time holds what that library needs.
            if (!type.Assembly.IsDynamic && FirstOwn(type, shared) is { } member)
            {
                return new(
                    "",
                    $"holds a {actual} where a {declared} is declared, and would lose its '{member.Name}': mark {declared} with "
                    + $"[JsonPolymorphic] and [JsonDerivedType(typeof({actual.Name}), \"...\")], or declare the class itself");
            }
        }

        return null;
    }

    private static MemberInfo? FirstOwn(Type type, HashSet<string> shared)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly;
        return type.GetProperties(Declared).FirstOrDefault(property =>
                property.GetMethod is { IsPublic: true } && !shared.Contains(property.Name)
                && property.GetIndexParameters().Length == 0 && StoredState.IsStored(property) && !StoredState.IsIgnored(property))
            as MemberInfo ?? type.GetFields(Declared).FirstOrDefault(field => !StoredState.IsIgnored(field));
    }
}
