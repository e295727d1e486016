import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * A step of the build: gives the classes in a jar that were compiled for Java 5 the form of Java 17. Java keeps no class older
 * than Java 6 in its archive of loaded classes (SystemDictionaryShared::check_for_exclusion in OpenJDK), and verifies it
 * again at every start; of picocli that is a third of what {@code hangup --help} takes.
 */
class RaiseClassVersion {
    private static final int JAVA_6 = 50;
    private static final int MAJOR_VERSION_LOW_BYTE = 7;

    /**
     * Rewrites the jar that the only argument names.
     *
     * @throws IOException if it cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path raised = Path.of(arguments[0] + ".raised");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(raised))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(raise(entry.getName(), in.readAllBytes(), classes));
            }
        }
        Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] raise(String name, byte[] bytes, ClassLoader classes) {
        if (!name.endsWith(".class") || bytes[MAJOR_VERSION_LOW_BYTE] >= JAVA_6) {
            return bytes;
        }
        // From Java 7 on a class must bring the stack maps that its verifier reads (JVMS 4.10.1).
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return classes;
            }
        };
        ClassVisitor raising = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String type, String signature, String parent, String[] faces) {
                super.visit(Opcodes.V17, access, type, signature, parent, faces);
            }
        };
        new ClassReader(bytes).accept(raising, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
